#!/bin/sh
# data-forge-indicators 0.2.7 with data-forge 1.10.5 (npm), Node 20.20, beside trading-signals 8.3.0.
#
# Expected: in an exponential moving average the newest price weighs most, 2/(n + 1), and each one before it less by
#   the same factor, for ever.
# Came: `ema(20)` reckons each value anew from the 20 prices before it and lets the oldest of them stand for all that
#   came earlier. So the oldest weighs 14.9 %, more than the newest (9.5 %), and is forgotten at once: one candle at
#   twice the price is felt a second time 19 candles later, half as strong again, and then falls out of sight. `macd`
#   is made of such averages. Its documentation says that `ema` "works in the same way as sma"; nothing says that the
#   average has a window.
# Why it matters: averages cross when a wick leaves a window, not when prices move: a signal about a candle of 20
#   hours ago. What remembers by halves in the project goes from candle to candle (models/scales.ts), and a stream
#   gives what a batch gives.
#
# Installs the packages into a temporary folder, prints what it saw, and fails if that has changed.
set -eu
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
# It asks for chai and does not bring it.
npm install --silent --no-save --no-audit --no-fund --ignore-scripts --prefix "$folder" \
  data-forge-indicators@0.2.7 data-forge@1.10.5 chai@4.5.0 trading-signals@8.3.0 >/dev/null
cat >seen.mjs <<'EOF'
import { deepStrictEqual } from 'node:assert';
import { createRequire } from 'node:module';
import { EMA } from 'trading-signals';

const require = createRequire(import.meta.url);
const { Series } = require('data-forge');
require('data-forge-indicators');

// Sixty prices of 100, and one of 200 among them.
const AT = 30;
const prices = Array.from({ length: 60 }, (_, hour) => (hour === AT ? 200 : 100));
const LENGTH = 20;
const windows = new Series(prices).ema(LENGTH).toArray();
const average = new EMA(LENGTH);
const others = prices.map((price) => Number(average.update(price, false)));
const at = (later) => ({
  'data-forge-indicators': Number(windows[AT + later - (LENGTH - 1)].toFixed(2)),
  'trading-signals': Number(others[AT + later].toFixed(2)),
});
const seen = { 'the candle itself': at(0), '10 later': at(10), '18 later': at(18), '19 later': at(19), '20 later': at(20) };
console.table(seen);
deepStrictEqual(
  Object.values(seen).map((row) => row['data-forge-indicators']),
  [109.52, 103.5, 101.57, 114.93, 100],
);
deepStrictEqual(
  Object.values(seen).map((row) => row['trading-signals']),
  [109.52, 103.5, 101.57, 101.42, 101.29],
);
EOF
node seen.mjs

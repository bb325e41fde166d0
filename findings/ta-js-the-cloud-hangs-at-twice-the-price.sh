#!/bin/sh
# ta.js 1.17.0 (npm), Node 20.20.
#
# Expected: the Ichimoku cloud's leading span A is the mean of the conversion and the base line, and its leading span
#   B is the middle of the last 52 candles; a row has both from 26 candles before it.
# Came: span A is the close plus the base line, halved nowhere: 120,000 in a market that stands at 60,000, so that no
#   price is ever above the cloud. And a row has the spans from 26 candles after it: the same market with a crash at
#   candle 150 and without one differ in span B of 26 rows whose conversion and base lines end before the crash.
# Why it matters: whether the price is above or below the cloud is what the indicator is read for. Here it says below
#   for ever, and a strategy that compares the columns of a row knows the next 26 candles. That nothing later enters a
#   judgement of the project is a test (models/detector.test.ts).
#
# Installs the package into a temporary folder, prints what it saw, and fails if that has changed.
set -eu
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
npm install --silent --no-save --no-audit --no-fund --ignore-scripts --prefix "$folder" ta.js@1.17.0 >/dev/null
cat >seen.mjs <<'EOF'
import { deepStrictEqual } from 'node:assert';
import ta from 'ta.js';

/** Candles as its documentation wants them: high, close, low. */
const candle = (close) => [close + 100, close, close - 100];
const market = (closeOf) => Array.from({ length: 200 }, (_, count) => candle(closeOf(count)));
const markets = {
  stands: () => 60_000,
  rises: (count) => 60_000 + count * 100,
  falls: (count) => 60_000 - count * 100,
};
const seen = Object.entries(markets).map(([name, closeOf]) => {
  const [conversion, base, spanA, spanB] = ta.ichimoku(market(closeOf)).at(-1);
  return { name, conversion, base, spanA, 'span A as defined': (conversion + base) / 2, spanB };
});
console.table(seen);

const calm = ta.ichimoku(market(() => 60_000));
const crash = ta.ichimoku(market((count) => (count < 150 ? 60_000 : 30_000)));
const before = crash.filter(([conversion, base]) => conversion === 60_000 && base === 60_000);
const foreseen = before.filter(([, , , spanB]) => spanB !== 60_000).length;
console.log({ 'rows before the crash whose span B differs': foreseen });
deepStrictEqual(seen.map(({ spanA }) => spanA), [120_000, 158_550, 81_450]);
deepStrictEqual(new Set(calm.map(String)).size, 1);
deepStrictEqual(foreseen, 26);
EOF
node seen.mjs

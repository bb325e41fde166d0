#!/bin/sh
# ta-math 1.0.49 (npm), Node 20.20, beside trading-signals 8.3.0.
#
# Expected: `adx(window)` is the average directional index of any window, such as 20, once there are some twice as
#   many candles.
# Came: up to 14, the default, it is. From 15 on it is NaN for every candle, of ten thousand, too: 14 stands in its
#   code where the window belongs, so that candles that have no value yet get into the mean with which the average
#   begins, and an average that is carried on never loses a NaN. `dip` and `dim` beside it are right at any window. No
#   error or note says so.
# Why it matters: NaN is neither above nor below 25, so a rule "trade while the index is above 25" never trades once
#   somebody tries it with 20, which reads as a poor parameter in a search for the best one. A score of the project is
#   null or a finite number (models/detector.test.ts).
#
# Installs the packages into a temporary folder, prints what it saw, and fails if that has changed.
set -eu
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
npm install --silent --no-save --no-audit --no-fund --ignore-scripts --prefix "$folder" ta-math@1.0.49 trading-signals@8.3.0 >/dev/null
cat >seen.mjs <<'EOF'
import { deepStrictEqual, ok } from 'node:assert';
import { createRequire } from 'node:module';
import { ADX } from 'trading-signals';

const TA = createRequire(import.meta.url)('ta-math');
let price = 100;
const candles = Array.from({ length: 2_000 }, (_, hour) => {
  const open = price;
  price *= 1 + 0.01 * Math.sin(hour / 40) + 0.005 * Math.sin(hour * 1.3);
  return { hour, open, high: Math.max(open, price) * 1.002, low: Math.min(open, price) * 0.998, close: price };
});
const math = new TA(candles.map(({ hour, open, high, low, close }) => [hour * 3_600_000, open, high, low, close, 1]));
const seen = Object.fromEntries(
  [7, 14, 15, 20, 28].map((window) => {
    const values = math.adx(window).adx;
    const other = new ADX(window);
    const expected = candles.map((candle) => Number(other.update(candle, false))).at(-1);
    const last = { 'ta-math': Number(values.at(-1).toFixed(1)), 'trading-signals': Number(expected.toFixed(1)) };
    return [window, { ...last, 'candles with a value': values.filter(Number.isFinite).length }];
  }),
);
console.table(seen);
for (const window of [7, 14]) ok(Math.abs(seen[window]['ta-math'] - seen[window]['trading-signals']) < 0.2);
for (const window of [15, 20, 28]) {
  ok(seen[window]['trading-signals'] > 0);
  deepStrictEqual(seen[window]['candles with a value'], 0);
}
deepStrictEqual(math.adx(20).dip.filter(Number.isFinite).length, 1_980);
EOF
node seen.mjs

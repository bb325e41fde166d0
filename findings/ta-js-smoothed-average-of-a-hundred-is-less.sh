#!/bin/sh
# ta.js 1.17.0 (npm), Node 20.20, beside trading-signals 8.3.0.
#
# Expected: the smoothed moving average (SMMA, Wilder's) lies among the prices: the last one moved by a fourteenth of
#   the way to the new price, (last × 13 + price) / 14, as its description in MetaTrader's manual and the `wsma` of
#   the same package have it.
# Came: `smma` is the simple average less a fourteenth of the last value: of a market that stands at 100 it is 93.33,
#   of length 5 83.33, and of any market about n/(n + 1) of what it should be. The Alligator is made of three of them
#   with different lengths, so that its lines never meet: of a market at 100 they stand at 92.9, 88.9 and 83.3, wide
#   open. Nothing says so, and the example in its documentation has the values of this formula.
# Why it matters: a price above its average is the plainest rule there is, and here it holds in most hours of any
#   market. The Alligator tells a trend by the order of its lines, and here they have one where nothing moves. What
#   remembers by halves in the project is tried on known answers (models/scales.test.ts).
#
# Installs the packages into a temporary folder, prints what it saw, and fails if that has changed.
set -eu
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
npm install --silent --no-save --no-audit --no-fund --ignore-scripts --prefix "$folder" ta.js@1.17.0 trading-signals@8.3.0 >/dev/null
cat >seen.mjs <<'EOF'
import { deepStrictEqual } from 'node:assert';
import { createRequire } from 'node:module';
import { WSMA } from 'trading-signals';

const ta = createRequire(import.meta.url)('ta.js');
const markets = {
  'stands at 100': Array(200).fill(100),
  'swings from 90 to 110': Array.from({ length: 200 }, (_, hour) => 100 + 10 * Math.sin(hour / 5)),
};
const last = (values) => Number(values.at(-1).toFixed(2));
function other(prices) {
  const average = new WSMA(14);
  return last(prices.map((price) => Number(average.update(price, false))));
}
const seen = Object.fromEntries(
  Object.entries(markets).map(([name, prices]) => [
    name,
    { smma: last(ta.smma(prices, 14)), wsma: last(ta.wsma(prices, 14)), 'trading-signals': other(prices) },
  ]),
);
console.table(seen);
// The newest comes first.
const jawTeethLips = ta.alligator(markets['stands at 100'])[0].map((line) => Number(line.toFixed(1)));
console.log({ 'Alligator of a market at 100': jawTeethLips });
deepStrictEqual(seen['stands at 100'], { smma: 93.33, wsma: 100, 'trading-signals': 100 });
deepStrictEqual(jawTeethLips, [92.9, 88.9, 83.3]);
deepStrictEqual(seen['swings from 90 to 110'], { smma: 98.12, wsma: 102.9, 'trading-signals': 102.9 });
EOF
node seen.mjs

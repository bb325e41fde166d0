#!/bin/sh
# binance 3.6.5 (npm), Node 20.20.
#
# Expected: `roundToStepSize` and `roundToTickSize`, which come with the package so that Binance's filters accept an
#   order, leave a quantity or price that is a multiple of the step as it is.
# Came: they divide by the step, round down, and multiply: 0.3 by steps of 0.1 is 2.9999999999999996 steps, so it
#   becomes 0.2. Of the first 10,000 multiples of 0.00001, bitcoin's own step, half lose one; of 0.01, 11 %, of 0.1,
#   32 %. What has been rounded is rounded down once more where it is rounded again: 0.7 becomes 0.6, and that 0.5. A
#   step whose text has no 1, such as 0.50000000, makes whole numbers, so that 0.5 becomes 0. Prices are never rounded
#   up, though the text inside says "to the nearest tick": 123.459 is 123.45. (The kind is known of another package:
#   ccxt/node-binance-api, issues 300 and 327.)
# Why it matters: the order is accepted, and is for another price or amount: a third less for 0.3. The project makes
#   no orders.
#
# Installs the package into a temporary folder, asks no exchange, prints what it saw, and fails if that has changed.
set -eu
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
npm install --silent --no-save --no-audit --no-fund --ignore-scripts --prefix "$folder" binance@3.6.5 >/dev/null
cat >seen.mjs <<'EOF'
import { deepStrictEqual } from 'node:assert';
import { createRequire } from 'node:module';

const { roundToStepSize, roundToTickSize } = createRequire(import.meta.url)('binance');
/** Steps as the exchange writes them, and how many places they have. */
const steps = { '0.10000000': 1, '0.01000000': 2, '0.00001000': 5, '1.00000000': 0, '0.50000000': 1 };
const seen = Object.entries(steps).map(([step, places]) => {
  const exact = Array.from({ length: 10_000 }, (_, count) => Number(((count + 1) * Number(step)).toFixed(places)));
  const rounded = exact.map((quantity) => roundToStepSize(quantity, step));
  const first = exact.findIndex((quantity, index) => rounded[index] < quantity);
  return {
    step,
    'of 10,000 lose a step': exact.filter((quantity, index) => rounded[index] < quantity).length,
    'and another when rounded again': rounded.filter((quantity) => roundToStepSize(quantity, step) < quantity).length,
    first: first < 0 ? 'none' : `${exact[first]} becomes ${rounded[first]}`,
  };
});
console.table(seen);
const twice = [0.7, 0.6].map((quantity) => roundToStepSize(quantity, '0.10000000'));
const price = roundToTickSize(123.459, '0.01000000');
console.log({ twice, price });
deepStrictEqual(seen.map((row) => row['of 10,000 lose a step']), [3_228, 1_076, 4_978, 0, 5_000]);
deepStrictEqual(seen.map((row) => row['and another when rounded again']), [819, 49, 2_071, 0, 0]);
deepStrictEqual([...twice, price], [0.6, 0.5, 123.45]);
EOF
node seen.mjs

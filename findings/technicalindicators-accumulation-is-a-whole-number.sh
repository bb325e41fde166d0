#!/bin/sh
# technicalindicators 3.1.0 (npm), Node 20.20.
#
# Expected: the accumulation/distribution line adds each candle's volume times where it closed within its range (-1 at the
#   low, 1 at the high), in the unit of the volume. A candle without a range closed nowhere in it and adds nothing.
# Came: the line is rounded to whole numbers, whatever the unit: a market of a quarter coin a candle that always closes
#   at its high stands at 0, 1, 1, 1, 1, 2 instead of 0.25 to 1.5, and one of a thousandth of a coin still at 0 after
#   400 candles. A candle whose high, low and close are equal adds its whole volume, as if it had closed at its high: a
#   market in which every trade is at one price shows the strongest buying there can be.
# Why it matters: volumes of candles are in coins, and small ones are the rule for bitcoin's minutes; candles without a
#   range are the rule for quiet markets. The project uses no library for what it measures of candles (models/).
#
# Installs the package into a temporary folder, prints what it saw, and fails if that has changed.
set -eu
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
npm install --silent --no-save --no-audit --no-fund --ignore-scripts --prefix "$folder" technicalindicators@3.1.0 >/dev/null
cat >seen.mjs <<'EOF'
import { deepStrictEqual } from 'node:assert';
import indicators from 'technicalindicators';

const candles = (count, { low, high, close, volume }) => ({
  ...{ low: Array(count).fill(low), high: Array(count).fill(high) },
  ...{ close: Array(count).fill(close), volume: Array(count).fill(volume) },
});
const line = (count, candle) => indicators.ADL.calculate(candles(count, candle));

const quarters = line(6, { low: 90, high: 100, close: 100, volume: 0.25 });
const small = line(400, { low: 90, high: 100, close: 100, volume: 0.001 }).at(-1);
const withoutRange = line(4, { low: 100, high: 100, close: 100, volume: 5 });
const inTheMiddle = line(4, { low: 90, high: 110, close: 100, volume: 5 });
console.log({ quarters, 'after 400 of 0.001': small, withoutRange, inTheMiddle });
deepStrictEqual(quarters, [0, 1, 1, 1, 1, 2]);
deepStrictEqual(small, 0);
deepStrictEqual(withoutRange, [5, 10, 15, 20]);
deepStrictEqual(inTheMiddle, [0, 0, 0, 0]);
EOF
node seen.mjs

#!/bin/sh
# technicalindicators 3.1.0 (npm), Node 20.20.
#
# Expected: a volume profile says how much was traded at which price: its bars add up to what was traded, however many
#   there are.
# Came: the whole volume of a candle counts in each bar that the candle touches. Of 10,450 coins a profile of 14 bars
#   has 23,750, one of 50 bars 58,500 and one of 200 bars 204,750. What is counted most often is the volume of large
#   candles: of an hour in which a market fell from 100 to 80, with 500 coins, 4,500, 17,500 or 70,500 lie below 95,
#   where its own volume spread over its range would put 337 to 370. There is no error or note.
# Why it matters: the price at which "most was traded" becomes one that was only passed, and the profiles of two charts
#   with different heights can't be compared. The project shows volumes by time, as they were sent.
#
# Installs the package into a temporary folder, prints what it saw, and fails if that has changed.
set -eu
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
npm install --silent --no-save --no-audit --no-fund --ignore-scripts --prefix "$folder" technicalindicators@3.1.0 >/dev/null
cat >seen.mjs <<'EOF'
import { deepStrictEqual } from 'node:assert';
import technicalindicators from 'technicalindicators';

let seed = 7;
const random = () => (seed = (seed * 48271) % 2147483647) / 2147483647;
const candles = { open: [], high: [], low: [], close: [], volume: [] };
function add(open, close, volume) {
  const [high, low] = [Math.max(open, close) * 1.002, Math.min(open, close) * 0.998];
  for (const [name, value] of Object.entries({ open, high, low, close, volume })) candles[name].push(value);
}
// A market around 100 for 199 hours, and one hour in which it falls to 80 with ten times the usual volume.
for (let hour = 0; hour < 199; hour++) add(100 + random() * 2 - 1, 100 + random() * 2 - 1, 50);
add(100, 80, 500);
const traded = candles.volume.reduce((sum, volume) => sum + volume, 0);

/** Each candle's volume spread evenly over its range. */
function spread({ rangeStart, rangeEnd }) {
  return candles.volume.reduce((sum, volume, i) => {
    const [low, high] = [candles.low[i], candles.high[i]];
    const common = Math.max(0, Math.min(high, rangeEnd) - Math.max(low, rangeStart));
    return sum + (volume * common) / (high - low);
  }, 0);
}
const total = (volumes) => volumes.reduce((sum, volume) => sum + volume, 0);
const seen = [14, 50, 200].map((noOfBars) => {
  const profile = technicalindicators.VolumeProfile.calculate({ ...candles, noOfBars });
  const below95 = profile.filter(({ rangeEnd }) => rangeEnd < 95);
  return {
    ...{ noOfBars, traded, 'in the profile': total(profile.map(({ totalVolume }) => totalVolume)) },
    'spread evenly': Math.round(total(profile.map(spread))),
    'below 95, in the profile': total(below95.map(({ totalVolume }) => totalVolume)),
    'below 95, spread evenly': Math.round(total(below95.map(spread))),
  };
});
console.table(seen);
deepStrictEqual(
  seen.map((row) => Object.values(row)),
  [
    [14, 10_450, 23_750, 10_450, 4_500, 337],
    [50, 10_450, 58_500, 10_450, 17_500, 367],
    [200, 10_450, 204_750, 10_450, 70_500, 370],
  ],
);
EOF
node seen.mjs

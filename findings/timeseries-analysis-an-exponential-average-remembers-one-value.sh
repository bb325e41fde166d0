#!/bin/sh
# timeseries-analysis 1.0.12 (npm), beside trading-signals 8.3.0, Node 20.20.
#
# Expected: an exponential moving average goes from its own last value a part of the way to the new one, so that all past
#   values count in it, each less than the next. A linear weighted one gives the newest value the largest weight.
# Came: `ema` goes from the last *value* to the new one. It is a mean of the last two values whatever its period is, and
#   with a long period nearly the one before: of a market that stood at 100 and stands at 110 since two hours, the average
#   of 50 hours is 110. `lwma` gives its largest weight to the oldest value of its window, and it and the simple one,
#   `ma`, leave the newest value out. No error or note says so; the documentation shows `ma` and `lwma` as lines in a
#   picture, and `ema` not at all.
# Why it matters: an average is there to take noise out, and this one leaves 96 % of it where 14 % should be left: who
#   measures a price against its exponential average measures it against the price before. What smooths in the project is
#   tried on known answers (models/scales.test.ts).
#
# Installs the packages into a temporary folder, prints what it saw, and fails if that has changed.
set -eu
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
npm install --silent --no-save --no-audit --no-fund --ignore-scripts --prefix "$folder" \
  timeseries-analysis@1.0.12 trading-signals@8.3.0 >/dev/null
cat >seen.mjs <<'EOF'
import { deepStrictEqual } from 'node:assert';
import { createRequire } from 'node:module';
import { EMA, SMA, WMA } from 'trading-signals';

const timeseries = createRequire(import.meta.url)('timeseries-analysis');
const PERIOD = 50;
let seed = 7;
const random = () => (seed = (seed * 48271) % 2147483647) / 2147483647;
const series = {
  'stood at 100, at 110 since two hours': Array.from({ length: 300 }, (_, hour) => (hour < 298 ? 100 : 110)),
  'rises by one an hour': Array.from({ length: 300 }, (_, hour) => hour),
};
const rounded = (value) => Number(value.toFixed(2));
function averages(values, method) {
  const points = values.map((value, hour) => [new Date(hour * 3_600_000), value]);
  return new timeseries.main(points)
    [method]({ period: PERIOD })
    .output()
    .map(([, value]) => value);
}
function other(values, Average) {
  const average = new Average(PERIOD);
  return values.map((value) => Number(average.update(value, false)));
}
const pairs = { ema: EMA, ma: SMA, lwma: WMA };
const seen = Object.entries(series).flatMap(([market, values]) =>
  Object.entries(pairs).map(([method, Average]) => ({
    ...{ market, method, last: rounded(averages(values, method).at(-1)) },
    ...{ 'trading-signals': rounded(other(values, Average).at(-1)) },
  })),
);
console.table(seen);
const noise = Array.from({ length: 5000 }, () => 100 + random() - 0.5);
const spread = (values) => {
  const settled = values.slice(-4000);
  const mean = settled.reduce((sum, value) => sum + value, 0) / settled.length;
  return Math.sqrt(settled.reduce((sum, value) => sum + (value - mean) ** 2, 0) / settled.length);
};
const left = [averages(noise, 'ema'), other(noise, EMA)].map((values) =>
  rounded(spread(values) / spread(noise)),
);
console.log({ 'noise that is left': left });
deepStrictEqual(
  seen.map((row) => [row.last, row['trading-signals']]),
  [
    [110, 100.77],
    [100.2, 100.4],
    [100.01, 100.78],
    [298.04, 274.5],
    [273.5, 274.5],
    [265.33, 282.67],
  ],
);
deepStrictEqual(left, [0.96, 0.14]);
EOF
node seen.mjs

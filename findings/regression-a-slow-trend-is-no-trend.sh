#!/bin/sh
# regression 2.0.1 (npm), beside simple-statistics 7.12.1, Node 20.20.
#
# Expected: `linear` fits a line by least squares, and says it with two significant figures: "The precision option will
#   set the number of significant figures the output is rounded to", 2 by default.
# Came: it is two decimals, and the coefficients are rounded to them before `predict`, `points` and `r2` are made of
#   what is left. A price that rises from 100 by 0.004 an hour, in a straight line, has a slope of 0: the forecast for
#   hour 2,000 is 102 in place of 108, and `r2` of the perfect line 0. A growth of 0.14 % an hour is fitted as none, and
#   a parabola that comes to 145 as a line down to 65. There is no warning. `precision: 8` helps.
# Why it matters: time counts in candles, so that a slope is small beside a price, and what is lost is multiplied by
#   the number of candles. Rounding belongs to what is shown. In the project numbers are rounded by what shows them
#   (client/src/format/numbers.ts).
#
# Installs the packages into a temporary folder, prints what it saw, and fails if that has changed.
set -eu
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
npm install --silent --no-save --no-audit --no-fund --ignore-scripts --prefix "$folder" \
  regression@2.0.1 simple-statistics@7.12.1 >/dev/null
cat >seen.mjs <<'EOF'
import { deepStrictEqual } from 'node:assert';
import regression from 'regression';
import { linearRegression, linearRegressionLine } from 'simple-statistics';

const LATER = 2000;
const hours = Array.from({ length: 1000 }, (_, hour) => hour);
const line = hours.map((hour) => [hour, 100 + 0.004 * hour]);
const growth = hours.map((hour) => [hour, 100 * 1.0014 ** hour]);
const parabola = hours.map((hour) => [hour, 100 + 0.00002 * (hour - 500) ** 2]);

const rounded = (value) => Number(value.toFixed(2));
function fitted(name, points, method, options, exact) {
  const { r2, predict } = regression[method](points, options);
  return { name, r2, 'forecast for hour 2,000': predict(LATER)[1], exact: rounded(exact) };
}
const seen = [
  fitted('a line', line, 'linear', {}, linearRegressionLine(linearRegression(line))(LATER)),
  fitted('growth', growth, 'exponential', {}, 100 * 1.0014 ** LATER),
  fitted('a parabola', parabola, 'polynomial', { order: 2 }, 100 + 0.00002 * 1500 ** 2),
  fitted('a line, precision 8', line, 'linear', { precision: 8 }, 108),
];
console.table(seen);
deepStrictEqual(
  seen.map((row) => [row.r2 + 0, row['forecast for hour 2,000'], row.exact]),
  [
    [0, 102, 108],
    [-1.85, 100, 1641.25],
    [-34.91, 65, 145],
    [1, 108, 108],
  ],
);
EOF
node seen.mjs

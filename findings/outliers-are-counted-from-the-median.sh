#!/bin/sh
# outliers 0.0.3 (npm), Node 20.20.
#
# Expected: as in the article it is "based on", an outlier lies more than 1.5 interquartile ranges below the first or
#   above the third quartile: about 0.7 % of normal noise.
# Came: it lies more than 1.5 interquartile ranges from the median, which is half a range nearer. Of 20,000 values of
#   normal noise 926 are outliers in place of 171, of exponential noise, as volumes are, 1,884 in place of 939. In the
#   example of its documentation both ways name the same two, so that it looks right.
# Why it matters: five times as many alerts from a rule that everybody knows by name. The project says how many alerts
#   its thresholds give (npm run evaluate).
#
# Installs the package into a temporary folder, prints what it saw, and fails if that has changed.
set -eu
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
npm install --silent --no-save --no-audit --no-fund --ignore-scripts --prefix "$folder" \
  outliers@0.0.3 simple-statistics@7.12.1 >/dev/null
cat >seen.mjs <<'EOF'
import { deepStrictEqual } from 'node:assert';
import outliers from 'outliers';
import { quantile } from 'simple-statistics';

let seed = 7;
const random = () => (seed = (seed * 48271) % 2147483647) / 2147483647;
const normal = () => Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random());
const series = {
  normal: Array.from({ length: 20_000 }, normal),
  exponential: Array.from({ length: 20_000 }, () => -Math.log(1 - random())),
  documented: [12, 14, 51, 12, 10, 9, 16, 1],
};
function defined(values) {
  const [first, third] = quantile(values, [0.25, 0.75]);
  const reach = 1.5 * (third - first);
  return values.filter((value) => value < first - reach || value > third + reach);
}
const seen = Object.entries(series).map(([name, values]) => ({
  ...{ name, values: values.length, outliers: outliers(values).length, 'as defined': defined(values).length },
}));
console.table(seen);
deepStrictEqual(seen.map((row) => [row.outliers, row['as defined']]), [
  [926, 171],
  [1_884, 939],
  [2, 2],
]);
EOF
node seen.mjs

#!/bin/sh
# jstat 1.9.6 (npm), Node 20.20.
#
# Expected: half of a distribution lies below its median: of a Pareto tail from 1 on, 2 to the power of one by its shape.
# Came: `pareto.median` is the shape times the root of 2: of shape 1.5 it is 2.12 in place of 1.59, of shape 3, which is that
#   of many returns, 4.24 in place of 1.26, so that 98.7 % of what `pareto` itself expects lie below it. The thinner the
#   tail, the larger its "median". `pareto.inv(0.5, …)` and `cdf` of the same package are right, and so are the medians of
#   its other distributions that have one of their own. No error or note says so.
# Why it matters: tails of returns and of scores are fitted by such a distribution, and its median is a threshold that half
#   of the large moves should pass. The project has the quantiles of its tails from one formula, which is tried on known
#   answers (models/tail.test.ts).
#
# Installs the package into a temporary folder, prints what it saw, and fails if that has changed.
set -eu
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
npm install --silent --no-save --no-audit --no-fund --ignore-scripts --prefix "$folder" jstat@1.9.6 >/dev/null
cat >seen.mjs <<'EOF'
import { deepStrictEqual } from 'node:assert';
import jstat from 'jstat';

const { jStat } = jstat;
const rounded = (value) => Number(value.toFixed(3));
const seen = [1.5, 2, 3, 3.5].map((shape) => {
  const median = jStat.pareto.median(1, shape);
  return {
    ...{ shape, median: rounded(median), 'inv(0.5)': rounded(jStat.pareto.inv(0.5, 1, shape)) },
    ...{
      defined: rounded(2 ** (1 / shape)),
      'below the median': rounded(jStat.pareto.cdf(median, 1, shape)),
    },
  };
});
console.table(seen);
deepStrictEqual(
  seen.map((row) => Object.values(row)),
  [
    [1.5, 2.121, 1.587, 1.587, 0.676],
    [2, 2.828, 1.414, 1.414, 0.875],
    [3, 4.243, 1.26, 1.26, 0.987],
    [3.5, 4.95, 1.219, 1.219, 0.996],
  ],
);
const others = {
  ...{ weibull: [2, 1.5], lognormal: [0.2, 0.7], laplace: [1, 2], cauchy: [1, 2] },
  ...{ triangular: [0, 1, 0.2], kumaraswamy: [2, 3], normal: [1, 2], exponential: [2] },
};
const halves = Object.entries(others).map(([name, parameters]) => {
  const distribution = jStat[name];
  return [name, rounded(distribution.cdf(distribution.median(...parameters), ...parameters))];
});
console.log({ 'below the median of others': Object.fromEntries(halves) });
deepStrictEqual(new Set(halves.map(([, half]) => half)), new Set([0.5]));
EOF
node seen.mjs

#!/bin/sh
# rolling-stats 0.2.1 (npm), Node 20.20.
#
# Expected: `allmin` and `allmax` are the lowest and the highest of all values since the beginning, `minrate` and `maxrate`
#   of all rates.
# Came: all four begin at 0 in place of nothing, so that `allmin` of prices is 0 for ever, and so is `allmax` of losses, and
#   `minrate`. `min` and `max`, of the window, are right, and so is `allmean`. There is no error or note.
# Why it matters: an all-time low of 0 stands beside a right all-time high. The quantiles of a summary of prom-client are 0
#   in the same way (prom-client-quantiles-of-nothing-are-zero.sh): nothing is not a number. A score that isn't there yet is
#   `null` in the project, never 0.
#
# Installs the package into a temporary folder, prints what it saw, and fails if that has changed.
set -eu
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
npm install --silent --no-save --no-audit --no-fund --ignore-scripts --prefix "$folder" rolling-stats@0.2.1 >/dev/null
cat >seen.mjs <<'EOF'
import { deepStrictEqual } from 'node:assert';
import RollingStats from 'rolling-stats';

let now = 0;
const series = { prices: [57_012.5, 57_400, 56_800, 57_210], losses: [-120, -35.5, -410, -80] };
const seen = Object.entries(series).map(([name, values]) => {
  const stats = RollingStats(1000, 60_000, () => now);
  for (const value of values) {
    now += 1000;
    stats.point(value);
  }
  const { min, allmin, max, allmax, rate, minrate } = stats.calculate();
  return { name, min, allmin, max, allmax, rate: Number(rate.toFixed(3)), minrate };
});
console.table(seen);
deepStrictEqual(
  seen.map((row) => Object.values(row)),
  [
    ['prices', 56_800, 0, 57_400, 57_400, 0.067, 0],
    ['losses', -410, -410, -35.5, 0, 0.067, 0],
  ],
);
EOF
node seen.mjs

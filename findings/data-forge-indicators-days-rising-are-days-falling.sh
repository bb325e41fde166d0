#!/bin/sh
# data-forge-indicators 0.2.7 with data-forge 1.10.5 (npm), Node 20.20.
#
# Expected: `daysRising` counts for how many days in a row the price has risen, as `daysFalling` does for falls.
# Came: both count falls, by the same line of code. A price that rises for five days and falls for two has been
#   "rising" for 0 days at its top and for 2 at the end. Neither is in its documentation, but `streaks` is, which is
#   right. No error or note says so.
# Why it matters: a rule such as "buy after three rising days" buys after three falling ones, and its backtest is a
#   backtest of that.
#
# Installs the packages into a temporary folder, prints what it saw, and fails if that has changed.
set -eu
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
# It asks for chai and does not bring it.
npm install --silent --no-save --no-audit --no-fund --ignore-scripts --prefix "$folder" \
  data-forge-indicators@0.2.7 data-forge@1.10.5 chai@4.5.0 >/dev/null
cat >seen.mjs <<'EOF'
import { deepStrictEqual } from 'node:assert';
import { createRequire } from 'node:module';

const require = createRequire(import.meta.url);
const { Series } = require('data-forge');
require('data-forge-indicators');

const prices = new Series([100, 101, 102, 103, 104, 105, 104, 103]);
const seen = {
  prices: prices.skip(1).toArray(),
  daysRising: prices.daysRising().toArray(),
  daysFalling: prices.daysFalling().toArray(),
  streaks: prices.streaks().toArray(),
};
console.log(seen);
deepStrictEqual(seen.daysRising, [0, 0, 0, 0, 0, 1, 2]);
deepStrictEqual(seen.daysFalling, seen.daysRising);
deepStrictEqual(seen.streaks, [1, 2, 3, 4, 5, -1, -2]);
EOF
node seen.mjs

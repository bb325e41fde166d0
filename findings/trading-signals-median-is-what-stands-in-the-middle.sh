#!/bin/sh
# trading-signals 8.3.0 (npm), Node 20.20.
#
# Expected: `getMedian` is the median, in any order of the values, as `getQuartile` of the same package is for one half.
# Came: it is the value that stands in the middle of the list, or the mean of the two there: of the volumes of a day, the
#   one at noon. With a burst at noon the "median" is the burst, 80 times what `getQuartile(volumes, 0.5)` gives. Its
#   description, "middle value of a series", can be read either way; the quartiles sort a copy, and are right.
# Why it matters: the median is taken because a burst doesn't move it. As the usual volume of a window around a candle it
#   is that candle's own, and as that of the last hours in a live watch it is the volume of half a window ago.
#
# Installs the package into a temporary folder, prints what it saw, and fails if that has changed.
set -eu
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
npm install --silent --no-save --no-audit --no-fund --ignore-scripts --prefix "$folder" trading-signals@8.3.0 >/dev/null
cat >seen.mjs <<'EOF'
import { deepStrictEqual } from 'node:assert';
import { getMedian, getQuartile } from 'trading-signals';

const volumes = [9, 11, 10, 12, 8, 10, 800, 11, 9, 10, 12, 10, 9];
const sorted = volumes.toSorted((a, b) => a - b);
const seen = {
  getMedian: getMedian(volumes),
  'getMedian of them sorted': getMedian(sorted),
  'getQuartile, 0.5': getQuartile(volumes, 0.5),
};
console.log(seen);
deepStrictEqual(Object.values(seen), [800, 10, 10]);
EOF
node seen.mjs

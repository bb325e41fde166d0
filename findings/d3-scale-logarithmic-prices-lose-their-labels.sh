#!/bin/sh
# d3-scale 4.0.3 (npm), Node 20.20.
#
# Expected: a logarithmic scale's `tickFormat` leaves out some labels where powers of ten would overlap, as its page says;
#   an axis over a tenth of the price, with five ticks far from each other, keeps its labels.
# Came: it depends on the price's first digit. Of the five to seven ticks over a tenth of the price, all have a label from
#   40,000 to 44,000, three of seven from 30,000 to 33,000, and none from 50,000 to 55,000 or from 60,000 to 66,000, with
#   a format of one's own, too. The filter that thins out the labels of a decade is used where the whole axis lies within
#   a small part of one, and leaves out the numbers that stand late in it.
# Why it matters: an empty string is a label, so nothing fails; a market that goes on rising loses its axis. Where the
#   range is less than a decade, labels have to be made by a plain format of the ticks instead of the scale's own. The
#   project's chart uses lightweight-charts.
#
# Installs the package into a temporary folder, prints what it saw, and fails if that has changed.
set -eu
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
npm install --silent --no-save --no-audit --no-fund --ignore-scripts --prefix "$folder" d3-scale@4.0.3 >/dev/null
cat >seen.mjs <<'EOF'
import { deepStrictEqual } from 'node:assert';
import { scaleLog } from 'd3-scale';

function labels(from, to) {
  const scale = scaleLog([from, to], [400, 0]);
  const ticks = scale.ticks(5);
  const kept = ticks.map(scale.tickFormat(5, ',.0f')).filter((label) => label !== '');
  return `${kept.length} of ${ticks.length}`;
}
const seen = {};
for (const from of [10_000, 20_000, 30_000, 40_000, 50_000, 60_000]) seen[from] = labels(from, 1.1 * from);
console.log(seen);
deepStrictEqual(seen[40_000], '5 of 5');
deepStrictEqual(seen[30_000], '3 of 7');
deepStrictEqual(seen[50_000], '0 of 6');
deepStrictEqual(seen[60_000], '0 of 7');
EOF
node seen.mjs

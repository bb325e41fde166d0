#!/bin/sh
# downsample 1.4.0 (npm), Node 20.20.
#
# Expected: Largest Triangle One Bucket gives one point of each bucket, as in the thesis that its documentation names, so
#   that of 1,000 candles downsampled to 333 there are 333.
# Came: unless the length is a whole multiple of what is wanted, the buckets overlap by a point: each begins at the whole
#   part of its border and ends at the border itself. A peak that lies there is taken by both, once after the other. Of
#   1,000 closes asked down to 333 there are 285 different ones and 48 twice, to 900 there are 652; to 250 or 500 all are
#   different. LTTB and LTD of the same package give each point once.
# Why it matters: charts that want rising times refuse such data ("data must be asc ordered by time" in
#   lightweight-charts), and only at some widths of the window; a sum over the points counts peaks twice. What is drawn by
#   the project for a long time is summed by the database, one candle for each slice (read-candle-overview.ts).
#
# Installs the package into a temporary folder, prints what it saw, and fails if that has changed.
set -eu
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
npm install --silent --no-save --no-audit --no-fund --ignore-scripts --prefix "$folder" downsample@1.4.0 >/dev/null
cat >seen.mjs <<'EOF'
import { deepStrictEqual } from 'node:assert';
import downsample from 'downsample';

let seed = 7;
const random = () => (seed = (seed * 48271) % 2147483647) / 2147483647;
let price = 60_000;
const closes = Array.from({ length: 1000 }, (_, minute) => [minute * 60_000, (price += random() - 0.5)]);

const seen = [250, 333, 500, 700, 900].map((wanted) => {
  const different = (points) => new Set(points.map(([time]) => time)).size;
  const { LTOB, LTTB, LTD } = downsample;
  const ltob = LTOB(closes, wanted);
  return {
    ...{ wanted, given: ltob.length, 'different ones': different(ltob) },
    ...{ LTTB: different(LTTB(closes, wanted)), LTD: different(LTD(closes, wanted)) },
  };
});
console.table(seen);
deepStrictEqual(
  seen.map((row) => Object.values(row)),
  [
    [250, 250, 250, 250, 250],
    [333, 333, 285, 333, 333],
    [500, 500, 500, 500, 500],
    [700, 700, 552, 700, 700],
    [900, 900, 652, 900, 900],
  ],
);
EOF
node seen.mjs

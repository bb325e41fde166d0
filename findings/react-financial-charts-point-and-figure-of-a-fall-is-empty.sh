#!/bin/sh
# @react-financial-charts/indicators 2.0.0 (npm; bundled by esbuild 0.28.2, as it has imports of folders), Node 20.20.
#
# Expected: a point and figure chart puts a box on the column for each step of its size that the price has gone, so that
#   its newest box is where the price is, within one box; it knows rises and falls alike.
# Came: a market that falls from 160 to 101 has no box at all, and none on its way back up to 155 either: until a price is
#   three boxes above the very first open the chart stays empty. And a column gets one box for a candle at most: the
#   chart of a market that rises from 100 to 159 ends at 130.5, and a candle that jumps by 20 adds one box of a half.
# Why it matters: the larger a move, the more of it is missing. The project draws candles and aggregated candles, whose
#   highs and lows are those of the candles in them (server/database/read-candle-overview.ts).
#
# Installs the packages into a temporary folder, prints what it saw, and fails if that has changed.
set -eu
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
npm install --silent --no-save --no-audit --no-fund --ignore-scripts --legacy-peer-deps --prefix "$folder" \
  @react-financial-charts/indicators@2.0.0 esbuild@0.28.2 >/dev/null
cat >seen.mjs <<'EOF'
import { deepStrictEqual } from 'node:assert';
import { pointAndFigure } from '@react-financial-charts/indicators';

const steps = (count, from, by) => Array.from({ length: count }, (_, index) => from + by * index);
const candles = (closes) =>
  closes.map((close, index) => {
    const open = closes[index - 1] ?? close;
    const date = new Date(Date.UTC(2024, 0, 1 + index));
    return { date, open, high: Math.max(open, close) + 0.25, low: Math.min(open, close) - 0.25, close, volume: 1 };
  });
const markets = {
  falls: steps(60, 160, -1),
  'falls and comes back': [...steps(60, 160, -1), ...steps(55, 101, 1)],
  rises: steps(60, 100, 1),
  'rises and jumps by 20': [...steps(20, 100, 1), 139],
};
const seen = Object.entries(markets).map(([market, closes]) => {
  const columns = pointAndFigure()(candles(closes));
  const boxes = columns.flatMap((column) => column.boxes);
  return { market, columns: columns.length, boxes: boxes.length, 'newest box': boxes.at(-1)?.close, price: closes.at(-1) };
});
console.log(pointAndFigure().options());
console.table(seen);
const before = pointAndFigure()(candles(markets['rises and jumps by 20'].slice(0, -1))).at(-1).boxes.length;
console.log('boxes before and after the jump:', before, seen[3].boxes);
deepStrictEqual(seen.map(({ boxes }) => boxes), [0, 0, 61, 22]);
deepStrictEqual(seen.map((row) => row['newest box']), [undefined, undefined, 130.5, 111]);
deepStrictEqual(seen[3].boxes - before, 1);
EOF
node_modules/.bin/esbuild seen.mjs --bundle --platform=node --format=esm --outfile=seen.out.mjs --log-level=error
node seen.out.mjs

#!/bin/sh
# indicatorts 2.2.2 (npm), Node 20.20.
#
# Expected: Aroon up is 100 where the highest high of the last 25 candles is the newest one, and falls to 4 as that high grows
#   25 candles old; its documentation says so: ((25 - periods since the last 25-period high) / 25) * 100.
# Came: it counts since when the highest value of the window is the same number. While a high is about to leave the window,
#   the next one behind it takes its place with each candle, and each time the count starts anew. In a market that only
#   falls Aroon up is 100 from the 26th candle on, as in one that only rises, and Aroon down is 100 in both, so that
#   `aroonStrategy` says nothing in either. In a market that rose for 40 candles and has fallen for 60 since, up says 100.
# Why it matters: up above 70 is what people read as a strong rise. The project uses no library for what it measures of
#   candles (models/).
#
# Installs the package into a temporary folder, prints what it saw, and fails if that has changed.
set -eu
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
npm install --silent --no-save --no-audit --no-fund --ignore-scripts --prefix "$folder" indicatorts@2.2.2 >/dev/null
cat >seen.mjs <<'EOF'
import { deepStrictEqual } from 'node:assert';
import { aroon, aroonStrategy } from 'indicatorts';

const market = (count, priceOf) => {
  const closings = Array.from({ length: count }, (_, index) => priceOf(index));
  const shift = (by) => closings.map((price) => price + by);
  return { closings, openings: closings, highs: shift(1), lows: shift(-1), volumes: closings, dates: [] };
};
const markets = {
  falls: market(80, (index) => 200 - index),
  rises: market(80, (index) => 100 + index),
  'rose and falls': market(100, (index) => (index < 40 ? 100 + index : 179 - index)),
};
/** As its documentation defines it. */
const defined = ({ highs }) => {
  const window = highs.slice(-25);
  return ((25 - (24 - window.lastIndexOf(Math.max(...window)))) / 25) * 100;
};
const seen = Object.entries(markets).map(([name, asset]) => {
  const { up, down } = aroon(asset.highs, asset.lows);
  const actions = new Set(aroonStrategy(asset).slice(30, 40));
  return { name, up: up.at(-1), 'up as defined': defined(asset), down: down.at(-1), 'actions 30 to 40': [...actions].join() };
});
console.table(seen);
deepStrictEqual(seen.map(({ up }) => up), [100, 100, 100]);
deepStrictEqual([...new Set(aroon(markets.falls.highs, markets.falls.lows).up.slice(25))], [100]);
deepStrictEqual(seen.map((row) => row['up as defined']), [4, 100, 4]);
deepStrictEqual(seen.map(({ down }) => down), [100, 100, 100]);
deepStrictEqual(seen.map((row) => row['actions 30 to 40']), ['0', '0', '0']);
EOF
node seen.mjs

#!/bin/sh
# techan 0.8.0 (npm), Node 20.20.
#
# Expected: the stochastic oscillator is where the close stands between the lowest low and the highest high of the
#   last 20 candles, Williams' is the same on another scale, and Aroon down is how long ago the lowest low was. None
#   depends on the currency: the same market in another one, or in cents, gives the same.
# Came: each looks for the lowest low from 10,000 down. Where all lows are above that none is found, the lowest is
#   10,000, and its age is 0. A market that has fallen by 1,000 with each of 60 candles, down to 41,000, stands at 62
#   of 100, and one that has fallen by 10 with each, to 60,410, at 99.6: overbought. The same candles divided by 100
#   stand at 0.0 and 0.5. Aroon down is 100 in every market, also in one that only rises, whose oscillator is 0 in
#   place of 95.
# Why it matters: bitcoin has stood above 10,000 dollars for years, and in yen or won many markets do. The charts look
#   alive, since the lines still move. The project uses no library for what it measures of candles (models/).
#
# Installs the package into a temporary folder, prints what it saw, and fails if that has changed.
set -eu
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
npm install --silent --no-save --no-audit --no-fund --ignore-scripts --prefix "$folder" \
  techan@0.8.0 >/dev/null
cat >seen.mjs <<'EOF'
import { deepStrictEqual } from 'node:assert';
import techan from 'techan';

const market = (closeOf, unit) =>
  Array.from({ length: 60 }, (_, count) => {
    const close = closeOf(count);
    const [open, high, low] = [close, close + 1, close - 1].map((price) => price * unit);
    return { date: new Date(Date.UTC(2024, 0, 1, count)), open, high, low, close: close * unit, volume: 1 };
  });
const markets = {
  'falls fast': (count) => 100_000 - count * 1_000,
  falls: (count) => 61_000 - count * 10,
  rises: (count) => 20_000 + count * 1_000,
};
const last = (name, candles) => techan.indicator[name]()(candles).at(-1);
const seen = Object.entries(markets).flatMap(([name, closeOf]) =>
  [1, 0.01].map((unit) => {
    const candles = market(closeOf, unit);
    const { up, down, oscillator } = last('aroon', candles);
    const { stochasticK } = last('stochastic', candles);
    const { williams } = last('williams', candles);
    return { name, close: candles.at(-1).close, ...{ stochasticK, williams, up, down, oscillator } };
  }),
);
console.table(seen);
const column = (name) => seen.map((row) => Math.round(row[name] * 10) / 10);
deepStrictEqual(column('stochasticK'), [62, 0, 99.6, 0.5, 100, 100]);
deepStrictEqual(column('williams'), column('stochasticK'));
deepStrictEqual(column('down'), [100, 100, 100, 100, 100, 5]);
deepStrictEqual(column('oscillator'), [-95, -95, -95, -95, 0, 95]);
EOF
node seen.mjs

#!/bin/sh
# arima 0.2.8 (npm), Node 20.20.
#
# Expected: `auto: true` takes differences of a series that has a trend (`d`, up to 1 by default), so that a forecast
#   goes on from the last value, as that of `{ p: 1, d: 1, q: 1 }` does.
# Came: of 300 hours that rise from 100 by 0.5 an hour, with noise of 1, the forecast is 174.7, the average of all of
#   them, where the last price is 249.9: the automatic choice is that nothing moves. So it is with a fifth of that slope,
#   and with twice as much. The "error" that comes with it, 1,887, is that of a series without a trend, squared. There is
#   no note of the order that was chosen.
# Why it matters: what rises for twelve days is forecast to fall by a third in an hour, by the setting that is meant
#   for those who don't know better. The project forecasts changes, and not prices, for this reason (models/features.ts).
#
# Installs the package into a temporary folder, prints what it saw, and fails if that has changed.
set -eu
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
npm install --silent --no-save --no-audit --no-fund --ignore-scripts --prefix "$folder" arima@0.2.8 >/dev/null
cat >seen.mjs <<'EOF'
import { deepStrictEqual } from 'node:assert';
import ARIMA from 'arima';

let seed = 7;
const random = () => (seed = (seed * 48271) % 2147483647) / 2147483647;
const normal = () => Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random());
const rounded = (value) => Number(value.toFixed(1));
function forecast(prices, options) {
  const [[next], [error]] = new ARIMA({ verbose: false, ...options }).train(prices).predict(1);
  return { next: rounded(next), error: rounded(error) };
}
const seen = [0.1, 0.5, 1].map((rise) => {
  const prices = Array.from({ length: 300 }, (_, hour) => 100 + hour * rise + normal());
  const automatic = forecast(prices, { auto: true });
  return {
    ...{ rise, last: rounded(prices.at(-1)), 'auto: true': automatic.next, 'its error': automatic.error },
    '1, 1, 1': forecast(prices, { p: 1, d: 1, q: 1 }).next,
    average: rounded(prices.reduce((sum, price) => sum + price, 0) / prices.length),
  };
});
console.table(seen);
deepStrictEqual(
  seen.map((row) => Object.values(row)),
  [
    [0.1, 129.1, 114.9, 75.6, 129.1, 114.9],
    [0.5, 249.9, 174.7, 1886.8, 249.3, 174.7],
    [1, 399, 249.5, 7541.9, 399.1, 249.5],
  ],
);
EOF
node seen.mjs

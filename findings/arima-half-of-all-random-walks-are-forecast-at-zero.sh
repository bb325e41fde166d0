#!/bin/sh
# arima 0.2.8 (npm), Node 20.20.
#
# Expected: the best forecast of a random walk is its last value, and so it is in an ARIMA model of order (0, 1, 0).
# Came: a model without coefficients (`p` and `q` 0) is not forecast at all: what comes is whatever stands in memory.
#   Those are numbers like 2e-309, which print as 0 as soon as they are rounded, and after them the oldest prices that it
#   was trained on. `auto: true` chooses that order for 10 of 20 random walks, all of which have it, and forecasts 0 for
#   them, with an "error" of 0 for the first step. There is no error and no note, and a model that has a coefficient is
#   right.
# Why it matters: prices are close to a random walk, and `auto` is what somebody takes who doesn't want to choose. The
#   project compares its forecasts with the last price as a baseline (models/evaluate/baselines/forecasts.ts).
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
function randomWalk() {
  let price = 100;
  return Array.from({ length: 200 }, () => (price += normal()));
}
const rounded = (values) => values.map((value) => Number(value.toFixed(2)));
function forecast(prices, options) {
  const [forecasts, errors] = new ARIMA({ verbose: false, ...options }).train(prices).predict(3);
  return { last: rounded(prices.slice(-1))[0], forecasts: rounded(forecasts), error: rounded(errors)[0] };
}
const walks = Array.from({ length: 20 }, randomWalk);

const chosen = [
  { p: 0, d: 1, q: 0 },
  { p: 0, d: 1, q: 1 },
  { p: 1, d: 1, q: 0 },
].map((order) => ({ order: Object.values(order).join(), ...forecast(walks[0], order) }));
console.table(chosen);
deepStrictEqual(chosen[0].forecasts, [0, 0, 0]);
deepStrictEqual(
  chosen.slice(1).map(({ last, forecasts }) => Math.abs(forecasts[0] - last) < 1),
  [true, true],
);

const automatic = walks.map((prices) => forecast(prices, { auto: true }));
console.table(automatic);
const zeros = automatic.filter(({ forecasts }) => forecasts[0] === 0);
const near = automatic.filter(({ forecasts, last }) => Math.abs(forecasts[0] - last) < 2);
console.log({ 'forecast at 0': zeros.length, 'within 2 of the last price': near.length });
deepStrictEqual([zeros.length, near.length], [10, 10]);
EOF
node seen.mjs

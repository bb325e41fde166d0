#!/bin/sh
# ccxt 4.5.84 (npm), Node 20.20.
#
# Expected: `priceToPrecision` gives the nearest price that the market allows: with ticks of 0.25 that of 1.06 is 1,
#   and that of −1.06 is −1.
# Came: it is −1.25. A negative price that lies between two ticks goes to the one below whatever is nearer: 508 of
#   1,000 negative prices end a tick from where they should. Positive prices are rounded rightly. There is no error.
# Why it matters: spreads, combinations of options and futures close to delivery have negative prices, and what is
#   rounded is the limit of an order: a sale at −1.06 or better is offered at −1.25. The project places no orders;
#   candles keep their prices as they were sent, and ones below 0 are refused (data/validation.ts).
#
# Installs the package into a temporary folder, prints what it saw, and fails if that has changed.
set -eu
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
npm install --silent --no-save --no-audit --no-fund --ignore-scripts --prefix "$folder" ccxt@4.5.84 >/dev/null
cat >seen.mjs <<'EOF'
import { deepStrictEqual } from 'node:assert';
import ccxt from 'ccxt';

/** The price that an exchange gets, of a market with ticks of this size. */
function toPrecision(exchange, price, tick) {
  exchange.setMarkets([
    {
      id: 'spread',
      symbol: 'SPREAD',
      base: 'A',
      quote: 'B',
      type: 'future',
      precision: { price: tick, amount: 1 },
    },
  ]);
  return exchange.priceToPrecision('SPREAD', price);
}
const ticks = new ccxt.deribit();
const seen = [1.06, -1.06, 1.2, -1.2, -1, -0.05].map((price) => ({
  price,
  'ticks of 0.25': toPrecision(ticks, price, 0.25),
  nearest: String(Math.round(price / 0.25) * 0.25 + 0),
}));
console.table(seen);
deepStrictEqual(
  seen.map((row) => row['ticks of 0.25']),
  ['1', '-1.25', '1.25', '-1.25', '-1', '-0.25'],
);

let wrong = 0;
const COUNT = 1000;
for (let i = 1; i <= COUNT; i++) {
  const price = -i * 0.0137;
  const [given, nearest] = [Number(toPrecision(ticks, price, 0.25)), Math.round(price / 0.25) * 0.25 + 0];
  if (given !== nearest) wrong++;
}
console.log({ 'of 1,000 negative prices': wrong });
deepStrictEqual(wrong, 508);
EOF
node seen.mjs

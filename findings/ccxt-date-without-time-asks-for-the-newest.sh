#!/bin/sh
# ccxt 4.5.84 (npm; its own `version` says 4.5.83 as an ES module), Node 20.20.
#
# Expected: `parse8601('2024-01-01')` is that midnight in UTC, as `Date.parse` has it, or an error.
# Came: `undefined`, which `fetchOHLCV` takes as "no since": it answers with the newest candles instead of those from 2024
#   on, without an error. A day that does not exist (30 February) is the one after the month's last.
# Where the project minds it: dates are read by data/parse-time.ts, which takes a date without a time and refuses a day
#   that does not exist; what comes has to open at the time that was asked for (data/exchanges/market-cursor.ts).
#
# Installs the package into a temporary folder, needs no exchange, prints what it saw, and fails if that has changed.
set -eu
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
npm install --silent --no-save --no-audit --no-fund --ignore-scripts --prefix "$folder" ccxt@4.5.84 >/dev/null
cat >seen.mjs <<'EOF'
import { deepStrictEqual, strictEqual } from 'node:assert';
import ccxt from 'ccxt';

const exchange = new ccxt.kraken();
const market = { id: 'XXBTZUSD', symbol: 'BTC/USD', base: 'BTC', quote: 'USD', spot: true, type: 'spot' };
exchange.setMarkets([{ ...market, active: true, precision: {}, limits: {} }]);
const asked = [];
exchange.fetchImplementation = async (url) => {
  asked.push(new URL(url).searchParams.get('since'));
  return new Response('{"error":[],"result":{"XXBTZUSD":[]}}', {
    headers: { 'content-type': 'application/json' },
  });
};
const since = { date: exchange.parse8601('2024-01-01'), time: exchange.parse8601('2024-01-01T00:00:00Z') };
await exchange.fetchOHLCV('BTC/USD', '1h', since.date, 10);
await exchange.fetchOHLCV('BTC/USD', '1h', since.time, 10);
const noDay = exchange.iso8601(exchange.parse8601('2024-02-30T00:00:00Z'));
console.log({ since, asked, '2024-02-30': noDay });
deepStrictEqual(since, { date: undefined, time: 1704067200000 });
strictEqual(asked[0], null);
strictEqual(typeof asked[1], 'string');
strictEqual(noDay, '2024-03-01T00:00:00.000Z');
EOF
node seen.mjs

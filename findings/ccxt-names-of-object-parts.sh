#!/bin/sh
# ccxt 4.5.84 (npm; its own `version` says 4.5.83 as an ES module), Node 20.20.
#
# Expected: a symbol that the exchange does not list is `BadSymbol`, before anything is sent.
# Came: the names of parts that every JavaScript object has, such as "constructor", are found among the markets. `market()`
#   returns a function instead of a market, and `fetchOHLCV` sends a request that names no pair at all, whose answer it takes.
# Where the project minds it: markets are kept in a Map (data/exchanges/market-list.ts), and a symbol reaches ccxt only
#   when that Map has it.
#
# Installs the package into a temporary folder, needs no exchange, prints what it saw, and fails if that has changed.
set -eu
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
npm install --silent --no-save --no-audit --no-fund --ignore-scripts --prefix "$folder" ccxt@4.5.84 >/dev/null
cat >seen.mjs <<'EOF'
import { strictEqual } from 'node:assert';
import ccxt from 'ccxt';

const exchange = new ccxt.kraken();
const market = { id: 'XXBTZUSD', symbol: 'BTC/USD', base: 'BTC', quote: 'USD', spot: true, type: 'spot' };
exchange.setMarkets([{ ...market, active: true, precision: {}, limits: {} }]);
const sent = [];
exchange.fetchImplementation = async (url) => {
  sent.push(new URL(url).searchParams.get('pair'));
  return new Response('{"error":[],"result":{}}', { headers: { 'content-type': 'application/json' } });
};
const nameOf = async (work) => work().then((value) => JSON.stringify(value), (error) => error.name);
const unlisted = await nameOf(() => exchange.fetchOHLCV('BTC/EUR', '1h'));
const part = await nameOf(() => exchange.fetchOHLCV('constructor', '1h'));
const kind = typeof exchange.market('constructor');
console.log({ 'BTC/EUR': unlisted, constructor: part, 'market("constructor")': kind, asked: sent });
strictEqual(unlisted, 'BadSymbol');
strictEqual(kind, 'function');
strictEqual(part, '[]');
strictEqual(sent.length, 1);
strictEqual(sent[0], null);
EOF
node seen.mjs

#!/bin/sh
# ccxt 4.5.84 (npm), Node 20.20.
#
# Expected: `fetchOHLCV(symbol, timeframe, since, undefined, { paginate: true })`, which by its documentation "will
#   automatically paginate by calling this endpoint multiple times", gives every candle since then.
# Came: on KuCoin not one candle comes back, although the exchange has answered with all of them: pages are filtered by
#   a field called `timestamp` that candles, which are lists, do not have. On Gate and Coinbase Exchange one candle is
#   missing at the boundary of each page from the second on: each page is asked for from a millisecond earlier than the
#   one before ended and is one candle shorter than the step to the next. On Binance, by the same function, nothing is
#   missing. No error says so anywhere.
# Where the project minds it: it never sets `paginate`, asks for one page after the other itself, each beginning with
#   candles that it has, and believes in a hole only after several answers (data/exchanges/market-cursor.ts).
#
# Installs the package into a temporary folder, asks no exchange: what each would answer comes from a list of 2,400
# hours, by the bounds of the request itself. Prints what it saw, and fails if that has changed.
set -eu
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
npm install --silent --no-save --no-audit --no-fund --ignore-scripts --prefix "$folder" ccxt@4.5.84 >/dev/null
cat >seen.mjs <<'EOF'
import { deepStrictEqual } from 'node:assert';
import ccxt from 'ccxt';

const hour = 3_600_000;
const since = Date.UTC(2024, 0, 1);
const times = Array.from({ length: 2_400 }, (_, count) => since + count * hour);
const now = since + 2_400 * hour + 60_000;
const between = (from, to, most) => times.filter((time) => time >= from && time <= to).slice(0, most);

/** How each answers: candles from one bound to the other, both included, at most a page of them. */
const answers = {
  binance: (query) =>
    between(+query.get('startTime'), +(query.get('endTime') ?? now), 1_000).map((time) => [
      ...[time, '1', '2', '1', '2', '1', time + hour - 1, '1', 1, '1', '1', '0'],
    ]),
  gate: (query) =>
    between(query.get('from') * 1_000, query.get('to') * 1_000, 1_000).map((time) => [
      ...[String(time / 1_000), '1', '2', '2', '1', '1', '1', 'true'],
    ]),
  coinbaseexchange: (query) =>
    between(Date.parse(query.get('start')), Date.parse(query.get('end')), 300)
      .map((time) => [time / 1_000, 1, 2, 1, 2, 1])
      .reverse(),
  kucoin: (query) => ({
    code: '200000',
    data: between(query.get('startAt') * 1_000, query.get('endAt') * 1_000 - 1, 1_500)
      .map((time) => [String(time / 1_000), '1', '2', '2', '1', '1', '1'])
      .reverse(),
  }),
};
const ids = { binance: 'BTCUSDT', gate: 'BTC_USDT', coinbaseexchange: 'BTC-USDT', kucoin: 'BTC-USDT' };

async function ask(id) {
  const exchange = new ccxt[id]({ enableRateLimit: false });
  const market = { id: ids[id], symbol: 'BTC/USDT', base: 'BTC', quote: 'USDT', type: 'spot', spot: true, active: true };
  exchange.setMarkets([{ ...market, precision: {}, limits: {}, info: {} }]);
  exchange.milliseconds = () => now;
  let answered = 0;
  exchange.fetch = async (address) => {
    const answer = answers[id](new URL(address).searchParams);
    answered += (answer.data ?? answer).length;
    return answer;
  };
  const rows = await exchange.fetchOHLCV('BTC/USDT', '1h', since, undefined, { paginate: true });
  const came = new Set(rows.map(([time]) => time));
  const missing = times.flatMap((time, count) => (came.has(time) ? [] : [count]));
  return { answered, came: came.size, missing: missing.length > 10 ? `${missing.length} of 2400` : missing.join(' ') };
}

const seen = {};
for (const id of Object.keys(answers)) seen[id] = await ask(id);
console.table(seen);
deepStrictEqual(
  Object.values(seen).map(({ missing }) => missing),
  ['', '1999', '599 899 1199 1499 1799 2099 2399', '2400 of 2400'],
);
EOF
node seen.mjs

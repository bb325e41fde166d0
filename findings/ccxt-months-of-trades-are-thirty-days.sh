#!/bin/sh
# ccxt 4.5.84 (npm), Node 20.20.
#
# Expected: candles that `buildOHLCVC` makes of trades stand on the grid that the package itself uses elsewhere
#   (`roundTimeframe`): months from the first, weeks from Monday. Each trade counts in the candle of its time.
# Came: months are 30 days counted from 1970 and weeks begin on Thursday. Trades of 1 January 2024 are the month of 19
#   December 2023, the next month begins on 18 January, and so on, drifting by five days a year: such candles never meet
#   those that an exchange gives for the same market, and no error says so. And a trade of an earlier minute goes into
#   the newest candle: a list from the newest to the oldest, as many exchanges send it, is one single candle, and a trade
#   that arrives late changes the low of a minute in which it didn't happen.
# Where the project minds it: it makes no candles of trades, takes only closed ones from the exchange, and refuses those
#   that don't stand on its grid (docs/decisions.md, data/exchanges/verify-rows.ts).
#
# Installs the package into a temporary folder, needs no exchange, prints what it saw, and fails if that has changed.
set -eu
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
npm install --silent --no-save --no-audit --no-fund --ignore-scripts --prefix "$folder" ccxt@4.5.84 >/dev/null
cat >seen.mjs <<'EOF'
import { deepStrictEqual } from 'node:assert';
import ccxt from 'ccxt';

const exchange = new ccxt.kraken();
const start = Date.UTC(2024, 0, 1);
const minute = 60_000;
const trade = (after, price) => ({ timestamp: start + after, price, amount: 1 });
const day = (time) => new Date(time).toISOString().slice(0, 10);

const days = Array.from({ length: 60 }, (_, count) => trade(count * 1_440 * minute, 100));
const opens = (timeframe) => exchange.buildOHLCVC(days, timeframe).map(([time]) => day(time));
const grid = (timeframe) => day(ccxt.roundTimeframe(timeframe, start + 20 * 1_440 * minute));
const months = { built: opens('1M').join(' '), 'grid on the 21st': grid('1M') };
const weeks = { built: opens('1w').slice(0, 3).join(' '), 'grid on the 21st': grid('1w') };

const rising = [0, 1, 2, 3].map((count) => trade(count * minute, 100 + count));
const lows = (trades) => exchange.buildOHLCVC(trades, '1m').map(([time, , , low]) => [(time - start) / minute, low]);
const newestFirst = lows([...rising].reverse());
const late = lows([rising[0], rising[2], trade(minute, 50)]);
console.log({ months, weeks });
console.log('minute and low:', JSON.stringify({ rising: lows(rising), newestFirst, late }));
deepStrictEqual(months, { built: '2023-12-19 2024-01-18 2024-02-17', 'grid on the 21st': '2024-01-01' });
deepStrictEqual(weeks, { built: '2023-12-28 2024-01-04 2024-01-11', 'grid on the 21st': '2024-01-15' });
deepStrictEqual(newestFirst, [[3, 100]]);
deepStrictEqual(late, [[0, 100], [2, 50]]);
EOF
node seen.mjs

#!/bin/sh
# candlestick-convert 7.0.0 (npm), Node 20.20.
#
# Expected: making candles of trades reads the trades, so the same list gives hours first and minutes afterwards.
# Came: the time of each trade is overwritten in the caller's own list by the start of its candle. Minutes made after the
#   hours are one for each hour, with the whole hour's volume in its first minute, without an error; in the other order
#   both are right. Each further look at the trades (their age, a delay, a gap) sees the rounded times.
# Why it matters: whoever watches several intervals makes them of one list of trades, and a minute that holds an hour's
#   volume looks like the anomaly one is waiting for. The project takes closed candles from the exchange, and puts
#   coarser ones together in PostgreSQL (server/database/read-candle-overview.ts).
#
# Installs the package into a temporary folder, prints what it saw, and fails if that has changed.
set -eu
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
npm install --silent --no-save --no-audit --no-fund --ignore-scripts --prefix "$folder" candlestick-convert@7.0.0 >/dev/null
cat >seen.mjs <<'EOF'
import { deepStrictEqual } from 'node:assert';
import convert from 'candlestick-convert';

const start = Date.UTC(2024, 0, 1);
/** A trade each ten seconds for two hours, of one coin. */
const made = () =>
  Array.from({ length: 720 }, (_, count) => ({ time: start + count * 10_000, price: 100 + count, quantity: 1 }));
const volumes = (trades, seconds) =>
  convert.batchTicksToCandle(trades, seconds, true).map(({ volume }) => volume);

const fresh = volumes(made(), 60);
const trades = made();
const hours = volumes(trades, 3_600);
const minutes = volumes(trades, 60);
const secondTrade = new Date(trades[1].time).toISOString();
console.log({ hours, 'minutes of a fresh list': fresh.length, 'minutes after the hours': minutes, secondTrade });
deepStrictEqual(hours, [360, 360]);
deepStrictEqual(fresh, Array(120).fill(6));
deepStrictEqual(minutes, [360, 360]);
deepStrictEqual(secondTrade, '2024-01-01T00:00:00.000Z');
EOF
node seen.mjs

#!/bin/sh
# candlestick-convert 7.0.0 (npm), Node 20.20.
#
# Expected: candles made of trades open with their first trade, so the open lies between low and high, and the numbers of
#   trades add up to the trades that went in.
# Came: each candle but the first opens with the close of the one before, also across a gap of hours, while low and high
#   are those of its own trades: in a market that only rises every open but the first lies below its candle's low.
#   `batchTradeToExtCandle` leaves the first trade of each later candle out of `tx`, `buyTx` and `buyVolume`, though it
#   is in `volume`: with a buy a minute and nothing else no later candle has any buyers.
# Where the project minds it: such opens stand in files (BitMEX makes them the same way). data/files moves an open that
#   repeats the last close to the edge of its bar and counts it, and refuses other opens outside (docs/files.md).
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
const minute = 60_000;
/** A trade of two coins by a buyer (side 0). */
const trade = (time, price) => ({ time: start + time, price, quantity: 2, side: 0 });

// Two trades a minute, rising by one each; then five hours of silence.
const rising = [0, 1, 2, 3].flatMap((at) => {
  const time = at < 3 ? at * minute : 300 * minute;
  return [trade(time, 100 + 2 * at), trade(time + 1_000, 101 + 2 * at)];
});
const candles = convert.batchTicksToCandle(rising, 60, true);
const bars = candles.map(({ open, low, high }) => ({ open, low, high }));

const single = [0, 1, 2].map((at) => trade(at * minute, 100));
const counted = convert
  .batchTradeToExtCandle(single, 60, true)
  .map(({ volume, tx, buyVolume }) => ({ volume, tx, buyVolume }));
console.log({ bars, 'a buy a minute': counted });
deepStrictEqual(bars, [
  { open: 100, low: 100, high: 101 },
  { open: 101, low: 102, high: 103 },
  { open: 103, low: 104, high: 105 },
  { open: 105, low: 106, high: 107 },
]);
deepStrictEqual(counted, [
  { volume: 2, tx: 1, buyVolume: 2 },
  { volume: 2, tx: 0, buyVolume: 0 },
  { volume: 2, tx: 0, buyVolume: 0 },
]);
EOF
node seen.mjs

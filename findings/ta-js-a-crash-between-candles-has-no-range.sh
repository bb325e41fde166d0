#!/bin/sh
# ta.js 1.17.0 (npm), Node 20.20.
#
# Expected: the true range is the longest of high - low, |high - previous close| and |low - previous close| (Wilder,
#   1978), so that a gap counts whichever way it goes.
# Came: |low - previous close| is taken without its sign, so it is negative after a gap down and never the longest. In
#   a calm market of 2 a candle the average true range after a gap up of 20 is 3.36, and after one down of 20 it is
#   2.00, as if nothing had happened. SuperTrend and the Keltner bands use it, and are as narrow after the crash as
#   before it.
# Why it matters: a stop or a threshold of some average true ranges is widest when it matters least, since markets
#   fall faster than they rise. The project measures high and low from the last close, each with its sign (models/).
#
# Installs the package into a temporary folder, prints what it saw, and fails if that has changed.
set -eu
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
npm install --silent --no-save --no-audit --no-fund --ignore-scripts --prefix "$folder" ta.js@1.17.0 >/dev/null
cat >seen.mjs <<'EOF'
import { deepStrictEqual } from 'node:assert';
import ta from 'ta.js';

/** Candles as its documentation wants them: high, close, low. */
const candle = (close) => [close + 1, close, close - 1];
const market = (gap) => Array.from({ length: 60 }, (_, count) => candle(count < 50 ? 100 : 100 + gap));

/** As Wilder defines it, smoothed as the package does. */
function defined(candles) {
  const ranges = candles.map(([high, , low], index) => {
    const previous = candles[index - 1]?.[1] ?? (high + low) / 2;
    return Math.max(high - low, Math.abs(high - previous), Math.abs(low - previous));
  });
  return ranges.slice(1).reduce((average, range) => (average * 13 + range) / 14, ranges[0]);
}
const width = (bands) => bands[0] - bands.at(-1);
const seen = [0, 20, -20].map((gap) => {
  const candles = market(gap).slice(0, 51);
  return {
    gap,
    atr: ta.atr(candles, 14).at(-1),
    'as defined': defined(candles),
    keltner: width(ta.keltner(candles, 14, 1).at(-1)),
    superTrend: width(ta.supertrend(candles, 14, 3).at(-1)),
  };
});
console.table(seen);
const column = (name) => seen.map((row) => Number(row[name].toFixed(2)));
deepStrictEqual(column('atr'), [2, 3.36, 2]);
deepStrictEqual(column('as defined'), [2, 3.36, 3.36]);
deepStrictEqual(column('keltner'), [4, 6.71, 4]);
deepStrictEqual(column('superTrend'), [12, 20.14, 12]);
EOF
node seen.mjs

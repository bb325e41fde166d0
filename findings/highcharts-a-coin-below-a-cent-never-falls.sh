#!/bin/sh
# highcharts 13.1.1 (npm), in jsdom 29.1.1, Node 20.20.
#
# Expected: the relative strength index is a ratio, and the same of a market at 0.000025 as of one at 25. The parabolic
#   SAR lies at the scale of the prices.
# Came: both round to four decimals as they go (`decimals`, "Number of maximum decimals that are used in PSAR
#   calculations"; the RSI's has no words in the types), and where the changes are smaller than that no change is left. A
#   market that falls without a pause has an RSI of 0, and of 100 with its prices a million times as small; where losses
#   outweigh gains two to one it is 31, and 100. The parabolic SAR of it is 0. There is no warning.
# Why it matters: coins below a cent are among the most traded, and their index says "overbought" all the time, also in
#   a crash. Rounding a price belongs at its display. The project judges returns, which have no unit, and its charts take
#   as many decimals as the price needs.
#
# Installs the packages into a temporary folder, prints what it saw, and fails if that has changed.
set -eu
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
npm install --silent --no-save --no-audit --no-fund --ignore-scripts --prefix "$folder" \
  highcharts@13.1.1 jsdom@29.1.1 >/dev/null
cat >seen.cjs <<'EOF'
const { deepStrictEqual } = require('node:assert');
const { JSDOM } = require('jsdom');

const { window } = new JSDOM('<div id="chart"></div>');
Object.assign(globalThis, { window, document: window.document });
// jsdom draws nothing, so nothing has a size.
window.SVGElement.prototype.getBBox = () => ({ x: 0, y: 0, width: 0, height: 0 });
const Highcharts = require('highcharts/highstock');
require('highcharts/indicators/indicators-all');

const HOUR = 3_600_000;
/** Sixty closes of a market near 25: one that falls by 0.2 % each hour, one that loses 0.2 % twice and regains 0.2 %. */
const falls = Array.from({ length: 60 }, (_, i) => 25 * 0.998 ** i);
const mostlyFalls = Array.from({ length: 60 }, (_, i) => 25 * 0.998 ** (i - 2 * Math.floor(i / 3)));

function last(closes, scale) {
  const data = closes.map((close, i) => {
    const open = closes[i - 1] ?? close;
    const ohlc = [open, Math.max(open, close) * 1.0005, Math.min(open, close) * 0.9995, close];
    return [i * HOUR, ...ohlc.map((price) => price * scale)];
  });
  const chart = Highcharts.stockChart('chart', {
    accessibility: { enabled: false },
    series: [
      { type: 'candlestick', id: 'price', data },
      { type: 'rsi', linkedTo: 'price' },
      { type: 'psar', linkedTo: 'price' },
    ],
  });
  const [rsi, psar] = ['rsi', 'psar'].map((type) => chart.series.find((series) => series.type === type));
  return { rsi: Math.round(rsi.getColumn('y').at(-1)), psar: psar.getColumn('y').at(-1) };
}
const seen = {
  'falls, at 25': last(falls, 1),
  'falls, at 0.000025': last(falls, 1e-6),
  'mostly falls, at 25': last(mostlyFalls, 1),
  'mostly falls, at 0.000025': last(mostlyFalls, 1e-6),
};
console.table(seen);
deepStrictEqual(
  Object.values(seen).map(({ rsi }) => rsi),
  [0, 100, 31, 100],
);
deepStrictEqual([seen['falls, at 25'].psar > 20, seen['falls, at 0.000025'].psar], [true, 0]);
EOF
node seen.cjs

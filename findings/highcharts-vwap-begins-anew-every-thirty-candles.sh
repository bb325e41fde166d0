#!/bin/sh
# highcharts 13.1.1 (npm), in jsdom 29.1.1, Node 20.20.
#
# Expected: the volume-weighted average price either of the last 30 candles (`period`, 30 by default, "is the number of
#   data points which are taken into account"), or since the session began.
# Came: neither. The candles are cut into blocks of 30 from the first one on, and each block is averaged from its own
#   beginning: the first candle of a block has a "VWAP" of that candle alone, the last one of 30. The blocks hang on
#   where the data begins: of the same 100 candles with one more before them, 95 have another value, and a chart that
#   drops its oldest candle for each new one is drawn anew each time. Blocks of 30 hours begin at another hour each day.
# Why it matters: whether the price stands above or below its VWAP is what the line is drawn for, and every 30th candle
#   it stands at it. Two users who loaded different histories see different lines in the same hour.
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

const COUNT = 101;
/** Candles of an hour: open, high, low, close, and a volume that comes and goes. */
const candles = Array.from({ length: COUNT }, (_, i) => {
  const [open, close] = [i - 1, i].map((at) => 100 + at * 0.2 + 3 * Math.sin(at / 4));
  return {
    ohlc: [open, Math.max(open, close) + 0.5, Math.min(open, close) - 0.5, close],
    volume: 10 + (i % 7),
  };
});
const typical = ({ ohlc: [, high, low, close] }) => (high + low + close) / 3;

/** What is drawn when the chart has all candles from this one on. */
function drawn(from) {
  const shown = candles.slice(from).map((candle, i) => ({ ...candle, time: (from + i) * 3_600_000 }));
  const chart = Highcharts.stockChart('chart', {
    accessibility: { enabled: false },
    series: [
      { type: 'candlestick', id: 'price', data: shown.map(({ time, ohlc }) => [time, ...ohlc]) },
      { type: 'column', id: 'volume', data: shown.map(({ time, volume }) => [time, volume]) },
      { type: 'vwap', linkedTo: 'price' },
    ],
  });
  return Array.from(chart.series.find((series) => series.type === 'vwap').getColumn('y'));
}
function averageOf(window) {
  const sum = window.reduce((total, candle) => total + typical(candle) * candle.volume, 0);
  return sum / window.reduce((total, { volume }) => total + volume, 0);
}
const rounded = (value) => Number(value.toFixed(2));
const line = drawn(0);
const lineLater = drawn(1);
const rows = [29, 30, 31, 89, 90, 91].map((at) => ({
  candle: at,
  drawn: rounded(line[at]),
  'drawn, one candle less before it': rounded(lineLater[at - 1]),
  'of the last 30': rounded(averageOf(candles.slice(at - 29, at + 1))),
  'of this candle alone': rounded(typical(candles[at])),
}));
console.table(rows);
const moved = lineLater.filter((value, i) => rounded(value) !== rounded(line[i + 1])).length;
console.log({ 'of 100 candles drawn otherwise': moved });
deepStrictEqual(
  rows.map((row) => row.drawn),
  [103.03, 108.63, 108.86, 114.97, 116.7, 116.54],
);
deepStrictEqual(
  rows.map((row) => row['of the last 30']),
  [103.03, 103.29, 103.56, 114.97, 115.07, 115.16],
);
deepStrictEqual(
  [rows[1], rows[4]].map((row) => row.drawn - row['of this candle alone']),
  [0, 0],
);
deepStrictEqual(moved, 95);
EOF
node seen.cjs

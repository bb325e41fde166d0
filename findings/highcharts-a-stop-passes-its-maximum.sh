#!/bin/sh
# highcharts 13.1.1 (npm), in jsdom 29.1.1, Node 20.20.
#
# Expected: the acceleration factor of the parabolic SAR "can reach a maximum of maxAccelerationFactor, no matter how
#   long the uptrend extends", and "increases by specified increment each time the extreme point makes a new high".
# Came: it stops growing only where it meets the maximum exactly. With the default steps of 0.02 a maximum of 0.15, or
#   any other that is no multiple of 0.02, is passed, and nothing holds it afterwards: after fifty new highs it is 1, and
#   the stop lies at the low of two candles ago. And each step is rounded to two decimals, whatever `decimals` says: an
#   increment of 0.004 or less is none at all. With a maximum of 0.2 and an increment of 0.02, the defaults, all is
#   right.
# Why it matters: who lowers the maximum wants a stop that leaves the market more room, and gets the closest one there
#   is; who lowers the increment, as is usual with candles of minutes, gets a stop that is left behind.
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

/** Sixty hours of a market that makes a new high and a higher low in each: open, high, low, close. */
const rise = Array.from({ length: 60 }, (_, i) => [100 + i, 101.5 + i, 99.5 + i, 101 + i]);
const START = 0.02;

function drawn(params) {
  const chart = Highcharts.stockChart('chart', {
    accessibility: { enabled: false },
    series: [
      { type: 'candlestick', id: 'price', data: rise.map((ohlc, hour) => [hour * 3_600_000, ...ohlc]) },
      { type: 'psar', linkedTo: 'price', params },
    ],
  });
  return chart.series
    .find((series) => series.type === 'psar')
    .getColumn('y')
    .at(-1);
}
/** The same by its definition, from the candle that Highcharts begins with. */
function defined({ maxAccelerationFactor = 0.2, increment = 0.02 }) {
  let [stop, factor] = [rise[0][2], START];
  for (let hour = 3; hour < rise.length; hour++) {
    stop = Math.min(stop + factor * (rise[hour - 1][1] - stop), rise[hour - 1][2], rise[hour - 2][2]);
    factor = Math.min(factor + increment, maxAccelerationFactor);
  }
  return Number(stop.toFixed(2));
}
const settings = {
  defaults: {},
  'maximum 0.1': { maxAccelerationFactor: 0.1 },
  'maximum 0.15': { maxAccelerationFactor: 0.15 },
  'maximum 0.05': { maxAccelerationFactor: 0.05 },
  'increment 0.001': { increment: 0.001 },
  'increment 0.004': { increment: 0.004 },
};
const seen = Object.entries(settings).map(([name, params]) => ({
  setting: name,
  drawn: Number(drawn(params).toFixed(2)),
  defined: defined(params),
}));
console.table(seen);
deepStrictEqual(
  seen.map((row) => [row.drawn, row.defined]),
  [
    [155.5, 155.5],
    [150.51, 150.51],
    [156.5, 153.83],
    [156.5, 141.35],
    [125.04, 144.86],
    [125.04, 155.45],
  ],
);
EOF
node seen.cjs

#!/bin/sh
# @syncfusion/ej2-charts 34.2.8 (npm), in jsdom 29.1.1, beside trading-signals 8.3.0, Node 20.20.
#
# Expected: Bollinger bands lie two standard deviations of the last 20 closes above and below their average.
# Came: for each of the 20 closes it takes the distance from the average of that close's own hour, not from the one
#   that the bands are drawn around. Where the average moves that is something else: of a market that rises by one an
#   hour the deviation is 9.5 in place of 5.77, and the bands are 1.65 times as wide. Of a random walk 5.1 % of all
#   closes lie outside of them, where 12.2 % should. In a market that swings around a price both are the same, so that it
#   looks right. No error or note says so.
# Why it matters: a close outside of the bands is the oldest alarm there is, and here it sounds less than half as
#   often. The project's usual range is tried on known answers, and says how often it is left (models/scales.test.ts, npm
#   run evaluate).
#
# Installs the packages into a temporary folder, prints what it saw, and fails if that has changed.
set -eu
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
npm install --silent --no-save --no-audit --no-fund --ignore-scripts --prefix "$folder" \
  @syncfusion/ej2-charts@34.2.8 jsdom@29.1.1 trading-signals@8.3.0 >/dev/null
cat >seen.cjs <<'EOF'
const { deepStrictEqual } = require('node:assert');
const { JSDOM } = require('jsdom');
const { BollingerBands: Bands } = require('trading-signals');

const { window } = new JSDOM('<div id="chart"></div>', { pretendToBeVisual: true });
for (const name of [
  'window',
  'document',
  'navigator',
  'HTMLElement',
  'Node',
  'XMLHttpRequest',
  'getComputedStyle',
])
  Object.defineProperty(globalThis, name, { value: window[name], configurable: true });
// jsdom draws nothing, so nothing has a size.
window.SVGElement.prototype.getBBox = () => ({ x: 0, y: 0, width: 0, height: 0 });
const charts = require('@syncfusion/ej2-charts');
const { BollingerBands, CandleSeries, Chart, DateTime, Legend, LineSeries } = charts;
const { RangeAreaSeries, SplineRangeAreaSeries } = charts;
Chart.Inject(
  CandleSeries,
  LineSeries,
  RangeAreaSeries,
  SplineRangeAreaSeries,
  DateTime,
  Legend,
  BollingerBands,
);

const [PERIOD, DEVIATIONS] = [20, 2];
let seed = 7;
const random = () => (seed = (seed * 48271) % 2147483647) / 2147483647;
let price = 1000;
const markets = {
  'rises by one an hour': Array.from({ length: 60 }, (_, hour) => 100 + hour),
  'swings around 100': Array.from({ length: 60 }, (_, hour) => 100 + (hour % 2)),
  'a random walk': Array.from({ length: 5000 }, () => (price += random() + random() + random() - 1.5)),
};

/** The upper and the lower band of each candle that has one. */
function drawn(closes) {
  const dataSource = closes.map((close, i) => ({
    ...{ x: new Date(i * 3_600_000), open: closes[i - 1] ?? close, close },
    ...{ high: Math.max(closes[i - 1] ?? close, close), low: Math.min(closes[i - 1] ?? close, close) },
  }));
  const columns = { xName: 'x', open: 'open', high: 'high', low: 'low', close: 'close' };
  const still = { animation: { enable: false } };
  const chart = new Chart({
    ...{ width: '800', height: '400', primaryXAxis: { valueType: 'DateTime' } },
    series: [{ type: 'Candle', name: 'price', dataSource, ...columns, ...still }],
    indicators: [
      {
        type: 'BollingerBands',
        seriesName: 'price',
        period: PERIOD,
        standardDeviation: DEVIATIONS,
        ...still,
      },
    ],
  });
  return new Promise((resolve) => {
    chart.loaded = () => {
      const of = (name) =>
        chart.indicators[0].targetSeries.find((series) => series.name === name).points.map(({ y }) => y);
      resolve({ upper: of('UpperLine'), lower: of('LowerLine') });
    };
    chart.appendTo(window.document.body.appendChild(window.document.createElement('div')));
  });
}
function defined(closes) {
  const bands = new Bands(PERIOD, DEVIATIONS);
  const all = closes.map((close) => bands.update(close, false)).slice(PERIOD - 1);
  return { upper: all.map(({ upper }) => Number(upper)), lower: all.map(({ lower }) => Number(lower)) };
}
const outside = (closes, { upper, lower }) =>
  upper.filter((high, i) => closes[i + PERIOD - 1] > high || closes[i + PERIOD - 1] < lower[i]).length /
  upper.length;
const halfWidth = ({ upper, lower }) => Number(((upper.at(-1) - lower.at(-1)) / 2 / DEVIATIONS).toFixed(2));

async function main() {
  const seen = [];
  for (const [market, closes] of Object.entries(markets)) {
    const [here, there] = [await drawn(closes), defined(closes)];
    const percent = (bands) => Number((100 * outside(closes, bands)).toFixed(1));
    seen.push({
      ...{ market, 'last deviation': halfWidth(here), 'as defined': halfWidth(there) },
      ...{ '% outside': percent(here), '% outside, as defined': percent(there) },
    });
  }
  console.table(seen);
  deepStrictEqual(
    seen.map((row) => Object.values(row).slice(1)),
    [
      [9.5, 5.77, 0, 0],
      [0.5, 0.5, 0, 0],
      [0.58, 0.51, 5.1, 12.2],
    ],
  );
}
main().then(
  () => process.exit(0),
  (error) => {
    console.error(error);
    process.exit(1);
  },
);
EOF
node seen.cjs

#!/bin/sh
# chart.js 4.6.1 (npm), Node 20.20.
#
# Expected: the plugin that thins out long lines "will preserve peaks in your data" with its algorithm min-max, which
#   keeps the lowest and the highest point of each pixel's column; a missing value (NaN) leaves a gap.
# Came: where the first point of a column is missing, the others are compared with NaN, none is lower or higher, and
#   all but the last are dropped. Of 10,000 one-minute prices on 500 pixels, with an hour missing, a spike to double
#   the price in any of the nine minutes after the hour is not drawn, and the axis ends at 101 as if it had not been;
#   without the hour it is. One missing minute just before the spike is enough where a column begins with it. With the
#   algorithm lttb a missing minute hides the spike wherever it lies in the twenty minutes of the next bucket.
# Why it matters: the first minutes after an exchange's outage are the ones to look at. The project's chart of long
#   ranges is of wider candles, which keep each high and low (client/src/overview).
#
# Installs the packages into a temporary folder, prints what it saw, and fails if that has changed.
set -eu
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
npm install --silent --no-save --no-audit --no-fund --ignore-scripts --prefix "$folder" \
  chart.js@4.6.1 @napi-rs/canvas@1.1.1 >/dev/null
cat >seen.mjs <<'EOF'
import { deepStrictEqual } from 'node:assert';
import { createCanvas } from '@napi-rs/canvas';
import { Chart, registerables } from 'chart.js';

Chart.register(...registerables);
const range = (from, to) => Array.from({ length: to - from }, (_, count) => from + count);

/** The highest price that is left of a line around 100 with one spike to 200, and where its axis ends. */
function drawn({ spike, missing, algorithm = 'min-max' }) {
  const data = range(0, 10_000).map((x) => ({ x, y: x === spike ? 200 : 100 + Math.sin(x / 50) }));
  for (const minute of missing) data[minute].y = NaN;
  const chart = new Chart(createCanvas(500, 300), {
    type: 'line',
    data: { datasets: [{ data }] },
    options: {
      ...{ responsive: false, animation: false, parsing: false, normalized: true, scales: { x: { type: 'linear' } } },
      plugins: { decimation: { enabled: true, algorithm } },
    },
  });
  const prices = chart.data.datasets[0].data.map(({ y }) => y).filter((y) => !Number.isNaN(y));
  const seen = { highest: Math.round(Math.max(...prices)), axis: chart.scales.y.max };
  chart.destroy();
  return seen;
}

const hour = range(4_330, 4_390);
const hidden = (minutes, caseOf) => minutes.filter((minute) => drawn(caseOf(minute)).highest < 200);
const seen = {
  'spike, nothing missing': drawn({ spike: 4_395, missing: [] }),
  'spike 5 minutes after a missing hour': drawn({ spike: 4_395, missing: hour }),
  'spikes hidden by the hour': hidden([...range(4_200, 4_330), ...range(4_390, 4_500)], (spike) => ({
    spike,
    missing: hour,
  })),
  'single minutes that hide a spike at 4321': hidden(
    range(4_260, 4_400).filter((minute) => minute !== 4_321),
    (minute) => ({ spike: 4_321, missing: [minute] }),
  ),
  'the same with lttb': hidden(
    range(4_260, 4_400).filter((minute) => minute !== 4_321),
    (minute) => ({ spike: 4_321, missing: [minute], algorithm: 'lttb' }),
  ),
};
console.dir(seen, { maxArrayLength: null });
deepStrictEqual(Object.values(seen), [
  { highest: 200, axis: 200 },
  { highest: 101, axis: 101 },
  range(4_390, 4_399),
  [4_320],
  range(4_337, 4_357),
]);
EOF
node seen.mjs

#!/bin/sh
# tdigest 0.1.3 (npm), and prom-client 15.1.3 which makes its summaries of it, Node 20.20.
#
# Expected: where 6 of 10 values are 0 the median is 0: a t-digest bounds the size of its clusters, so that its
#   quantiles are off by little.
# Came: values that are equal are put into one cluster without limit (a departure from the paper, as a comment in its
#   code says), and between the middles of two clusters a straight line is drawn. Of hours of which 6 in 10 have no
#   volume, and the others 100 to 1,100, the median is about 70 and the 59th percentile about 100, in a `Summary` of
#   prom-client, too. Of trades of 1, 5 and 60 coins the 85th percentile is 32.5, which nobody ever traded. The
#   documentation says nothing of ties. Its `Digest` in the mode `disc`, which keeps all different values, is right.
# Why it matters: volumes, latencies in whole milliseconds and prices at a tick have few values that come often, and a
#   median of them that has never been measured looks like a measurement. The project's metrics are histograms, whose
#   borders are exact (server/operation/metrics.ts), and its scores lie in one, too (models/score-histogram.ts).
#
# Installs the packages into a temporary folder, prints what it saw, and fails if that has changed.
set -eu
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
npm install --silent --no-save --no-audit --no-fund --ignore-scripts --prefix "$folder" \
  tdigest@0.1.3 prom-client@15.1.3 >/dev/null
cat >seen.mjs <<'EOF'
import { deepStrictEqual } from 'node:assert';
import prometheus from 'prom-client';
import tdigest from 'tdigest';

const COUNT = 10_000;
const series = {
  'volumes of hours': Array.from({ length: COUNT }, (_, i) =>
    i % 5 < 3 ? 0 : 100 + ((i * 7919) % 4000) / 4,
  ),
  'sizes of trades': Array.from({ length: COUNT }, (_, i) => (i % 10 < 6 ? 1 : i % 10 < 9 ? 5 : 60)),
};
const percentiles = [0.25, 0.5, 0.59, 0.65, 0.85, 0.95];
const rounded = (value) => Number(value.toFixed(1));

const seen = [];
for (const [name, values] of Object.entries(series)) {
  const sorted = values.toSorted((a, b) => a - b);
  const digest = new tdigest.TDigest();
  digest.push(values);
  const exact = new tdigest.Digest({ mode: 'disc' });
  exact.push(values);
  const summary = new prometheus.Summary({ name: name.replaceAll(' ', '_'), help: name, percentiles });
  for (const value of values) summary.observe(value);
  const { values: lines } = await summary.get();
  for (const p of percentiles)
    seen.push({
      ...{ name, p, TDigest: rounded(digest.percentile(p)) },
      Summary: rounded(lines.find(({ labels }) => labels.quantile === p).value),
      ...{
        'Digest, discrete': rounded(exact.percentile(p)),
        sorted: rounded(sorted[Math.ceil(p * COUNT) - 1]),
      },
    });
}
console.table(seen);
const [hours, trades] = Object.keys(series).map((name) => seen.filter((row) => row.name === name));
// Clusters are merged in a random order: the first decimals change from run to run.
const median = hours.find(({ p }) => p === 0.5);
deepStrictEqual(
  [median.TDigest, median.Summary].map((value) => value > 50 && value < 100),
  [true, true],
);
deepStrictEqual(
  trades.map(({ TDigest, Summary }) => [TDigest, Summary]),
  [1, 2.8, 3.6, 4.1, 32.5, 60].map((value) => [value, value]),
);
deepStrictEqual(
  seen.map((row) => row['Digest, discrete']),
  seen.map(({ sorted }) => sorted),
);
EOF
node seen.mjs

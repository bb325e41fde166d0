#!/bin/sh
# measured-core 2.0.0 (npm), Node 20.20.
#
# Expected: `weightedPercentiles` of a histogram counts newer values more, as the weights of its exponentially decaying
#   sample say. Of values that came at the same time it is the percentile.
# Came: it takes for weight what decides who stays in the sample: the weight divided by a random number between 0 and 1.
#   One value in a thousand then has the weight of a thousand. Of the values 1 to 1,000, updated at once, the median is
#   anything from 149 to 927 in twenty tries, and the 99th percentile from 889 to 998, where the plain percentiles of the
#   same histogram say 500.5 and 990.99. It stays the same until the next value comes, and looks like a measurement.
# Why it matters: what is asked of a weighted percentile is whether the last minutes are slower, or wilder, than the hour
#   before; this one moves by itself by more than that. The project ages past scores by what they count, without chance
#   (models/score-histogram.ts).
#
# Installs the package into a temporary folder, prints what it saw, and fails if that has changed.
set -eu
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
npm install --silent --no-save --no-audit --no-fund --ignore-scripts --prefix "$folder" measured-core@2.0.0 >/dev/null
cat >seen.mjs <<'EOF'
import { deepStrictEqual } from 'node:assert';
import measured from 'measured-core';

const { ExponentiallyDecayingSample, Histogram } = measured;
const TRIES = 20;
function seeded(seed) {
  let state = seed * 7919 + 1;
  const next = () => (state = (state * 48271) % 2147483647) / 2147483647;
  for (let i = 0; i < 10; i++) next();
  return next;
}
function tried(seed) {
  const histogram = new Histogram({ sample: new ExponentiallyDecayingSample({ random: seeded(seed) }) });
  // All at nearly one instant: all weights are nearly 1.
  for (let value = 1; value <= 1000; value++) histogram.update(value);
  return histogram;
}
const rows = Array.from({ length: TRIES }, (_, seed) => {
  const histogram = tried(seed);
  const { median, p99 } = histogram.toJSON();
  const weighted = histogram.weightedPercentiles([0.5, 0.99]);
  return { median, 'weighted median': weighted[0.5], p99, 'weighted p99': weighted[0.99] };
});
const range = (name) => [Math.min, Math.max].map((extreme) => extreme(...rows.map((row) => row[name])));
const seen = Object.fromEntries(Object.keys(rows[0]).map((name) => [name, range(name)]));
console.table(seen);
deepStrictEqual(Object.values(seen), [
  [500.5, 500.5],
  [149, 927],
  [990.99, 990.99],
  [889, 998],
]);
EOF
node seen.mjs

#!/bin/sh
# @datadog/sketches-js 2.1.1 and its fork @artilleryio/sketches-js 2.1.1 (npm), Node 20.20.
#
# Expected: sketches that are merged are one of all values, with quantiles off by 1 % at most ("merging their results
#   together while preserving the relativeAccuracy guarantee"), negative values included, which a sketch takes and
#   answers rightly by itself.
# Came: `merge` adds the other's positive values and its count, and leaves its negative values out. Of thirty days of
#   returns, half of them losses, each in a sketch of its own, the lowest hundredth ends at −0.42 % instead of −2.39
#   %, and the median is 2.08 % instead of 0. `count`, `sum` and `min` are right. A sketch that is empty takes all
#   values of the first one. No error or note says so.
# Why it matters: the quantiles of returns, of residuals, of what is above or below a forecast are what such sketches
#   of many hours and servers are kept for, and the loss of a bad day is nowhere in them. The project keeps past
#   scores, which are never negative, in a histogram of its own (models/score-histogram.ts).
#
# Installs the packages into a temporary folder, prints what it saw, and fails if that has changed.
set -eu
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
npm install --silent --no-save --no-audit --no-fund --ignore-scripts --prefix "$folder" \
  @datadog/sketches-js@2.1.1 @artilleryio/sketches-js@2.1.1 >/dev/null
cat >seen.mjs <<'EOF'
import { deepStrictEqual } from 'node:assert';
import artillery from '@artilleryio/sketches-js';
import datadog from '@datadog/sketches-js';

/** Returns of a day of five-minute candles in percent, as often up as down: the quantiles of a logistic distribution. */
const day = Array.from({ length: 288 }, (_, i) => 0.5 * Math.log((i + 0.5) / (288 - i - 0.5)));
const DAYS = 30;
const quantiles = (sketch) =>
  Object.fromEntries([0.01, 0.25, 0.5, 0.75, 0.99].map((q) => [q, Number(sketch.getValueAtQuantile(q).toFixed(2))]));

function sketches({ DDSketch }) {
  const of = (values) => {
    const sketch = new DDSketch({ relativeAccuracy: 0.01 });
    for (const value of values) sketch.accept(value);
    return sketch;
  };
  const whole = of(Array(DAYS).fill(day).flat());
  const merged = of(day);
  for (let next = 1; next < DAYS; next++) merged.merge(of(day));
  deepStrictEqual([merged.count, merged.min], [whole.count, whole.min]);
  return { 'all in one': quantiles(whole), 'thirty, merged': quantiles(merged) };
}

const seen = sketches(datadog);
console.table(seen);
deepStrictEqual(sketches(artillery), seen);
deepStrictEqual(Object.values(seen['all in one']).map(Math.abs), [2.39, 0.55, 0, 0.54, 2.39]);
deepStrictEqual(Object.values(seen['thirty, merged']), [-0.42, 0.51, 2.08, 3.16, 3.16]);
EOF
node seen.mjs

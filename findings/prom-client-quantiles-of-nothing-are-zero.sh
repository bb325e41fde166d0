#!/bin/sh
# prom-client 15.1.3 (npm), Node 20.20.
#
# Expected: a summary with a sliding window (`maxAgeSeconds`) that has seen nothing within it has no quantiles: NaN, as
#   Prometheus' own client for Go gives, or no lines.
# Came: they are 0, before the first observation and again once the last one is older than the window, while `_sum` and
#   `_count` stay. The 99th percentile of a candle's delay is 3 s, the feed dies, and the graph shows a delay of 0 s: the
#   best value there is, and an alert on a high one ends.
# Why it matters: a feed of candles is quiet for most of an hour, and its death looks the same. A quantile has to be shown
#   only where `_count` has risen, or taken from a histogram, whose quantile is NaN then. The project's delays are
#   histograms (server/operation/metrics.ts).
#
# Installs the package into a temporary folder, prints what it saw, and fails if that has changed.
set -eu
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
npm install --silent --no-save --no-audit --no-fund --ignore-scripts --prefix "$folder" prom-client@15.1.3 >/dev/null
cat >seen.mjs <<'EOF'
import { deepStrictEqual } from 'node:assert';
import { setTimeout as pause } from 'node:timers/promises';
import { register, Summary } from 'prom-client';

const delay = new Summary({
  ...{ name: 'delay_seconds', help: 'From the close of a candle to its verdict.', percentiles: [0.99] },
  ...{ maxAgeSeconds: 1, ageBuckets: 2 },
});
async function exported() {
  const lines = (await register.metrics()).split('\n').filter((line) => line.startsWith('delay'));
  return lines.join(', ').replaceAll('delay_seconds', '');
}
const seen = { 'before any': await exported() };
for (let candle = 0; candle < 100; candle++) delay.observe(3);
seen.observed = await exported();
await pause(3_000);
seen['after the window'] = await exported();
console.log(seen);
deepStrictEqual(seen, {
  'before any': '{quantile="0.99"} 0, _sum 0, _count 0',
  observed: '{quantile="0.99"} 3, _sum 300, _count 100',
  'after the window': '{quantile="0.99"} 0, _sum 300, _count 100',
});
EOF
node seen.mjs

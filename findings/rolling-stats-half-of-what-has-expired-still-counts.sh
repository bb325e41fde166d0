#!/bin/sh
# rolling-stats 0.2.1 (npm), Node 20.20.
#
# Expected: `calculate` is of the values of the last `duration` milliseconds.
# Came: a call takes out half of what is held at most: the loop that does it counts up, and shortens what it counts to. Of
#   a hundred trades that are all older than the minute asked for, 50 count, with their mean, extremes and deviation, and
#   `rate` is made of them; the next call says 25, then 12. Of a market with a trade each second, asked once in five
#   minutes for the last one, the count is 150, then 225, and 295 at the sixth call, where 60 is right. No error or note
#   says so.
# Why it matters: what is asked seldom (a page, a scrape) is old by a multiple of the window, and what happens in a quiet
#   market is diluted by the storm before it. Counters of the project only go up, and are taken apart by Prometheus, which
#   knows the times (server/operation/metrics.ts).
#
# Installs the package into a temporary folder, prints what it saw, and fails if that has changed.
set -eu
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
npm install --silent --no-save --no-audit --no-fund --ignore-scripts --prefix "$folder" rolling-stats@0.2.1 >/dev/null
cat >seen.mjs <<'EOF'
import { deepStrictEqual } from 'node:assert';
import RollingStats from 'rolling-stats';

const MINUTE = 60_000;
let now = 0;
const clock = () => now;

// A storm of a hundred trades in a second, and nothing for an hour.
const storm = RollingStats(1000, MINUTE, clock);
for (let i = 0; i < 100; i++) {
  now = i * 10;
  storm.point(60_000 - 50 * i);
}
now = 60 * MINUTE;
const afterAnHour = Array.from({ length: 4 }, () => {
  const { count, mean, min } = storm.calculate();
  return { count, mean, min };
});
console.table(afterAnHour);

// One trade a second, asked once in five minutes.
const steady = RollingStats(1000, MINUTE, clock);
const counts = [];
for (let call = 0; call < 6; call++) {
  for (let second = 0; second < 300; second++) {
    now += 1000;
    steady.point(60_000);
  }
  counts.push(steady.calculate().count);
}
console.log({ 'trades of the last minute, each five minutes': counts.join(' ') });
deepStrictEqual(
  afterAnHour.map(({ count }) => count),
  [50, 25, 12, 6],
);
deepStrictEqual(counts, [150, 225, 262, 281, 290, 295]);
EOF
node seen.mjs

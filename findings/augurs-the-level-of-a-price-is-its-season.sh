#!/bin/sh
# @bsull/augurs 0.10.2 (npm), Node 20.20.
#
# Expected: `seasonalities`, "detect the seasonal periods in a time series", gives 24 for hourly prices that go up and
#   down once a day, and the same whether they do so around 0 or around 100.
# Came: around 0 a wave without any noise is given a period of 21, 25, 25 and 23 for 8, 12, 20 and 30 days, and 24 for
#   45; one of 168 hours has 170, however many weeks there are. These are the waves of a Fourier transform of 128, 512
#   or 1,024 values, rounded down; nothing says how exact the answer is. Around 100 it is 62 for 8 days and 126 for
#   20: the mean is not taken away first, and the level of the price counts as the slowest wave.
# Why it matters: a decomposition by 23, 126 or 170 hours drifts through the day and the week, and leaves the season
#   in what it calls the remainder, where anomalies are looked for. The project looks for no periods: the hours of the
#   day and of the week are given (models/).
#
# Installs the package into a temporary folder, prints what it saw, and fails if that has changed.
set -eu
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
npm install --silent --no-save --no-audit --no-fund --ignore-scripts --prefix "$folder" @bsull/augurs@0.10.2 >/dev/null
cat >seen.mjs <<'EOF'
import { deepStrictEqual } from 'node:assert';
import { readFileSync } from 'node:fs';
import start, { seasonalities } from '@bsull/augurs/seasons';

await start({ module_or_path: readFileSync('node_modules/@bsull/augurs/seasons_bg.wasm') });
/** The periods found in a wave of 10 around a level. */
const found = (period, times, level) => {
  const wave = (_, hour) => level + 10 * Math.sin((2 * Math.PI * hour) / period);
  return [...seasonalities(Float64Array.from({ length: period * times }, wave))].join(' ');
};
const cases = [[24, 8], [24, 12], [24, 20], [24, 30], [24, 45], [168, 8], [168, 20], [168, 45]];
const seen = cases.map(([period, times]) => ({
  ...{ period, times, 'found around 0': found(period, times, 0), 'around 100': found(period, times, 100) },
}));
console.table(seen);
deepStrictEqual(
  seen.map((row) => row['found around 0']),
  ['21', '25', '25', '23', '24', '170', '170', '170'],
);
deepStrictEqual(
  seen.map((row) => row['around 100']),
  ['62', '25', '126', '23', '24', '170', '170', '170'],
);
EOF
node seen.mjs

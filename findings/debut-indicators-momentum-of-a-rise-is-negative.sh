#!/bin/sh
# @debut/indicators 1.4.2 (npm), Node 20.20.
#
# Expected: Chande's momentum oscillator (gains less losses over gains and losses, of the last 14 changes, as the
#   package's page of it says) is 100 for as long as prices only rise.
# Came: 100 once, then -3.7 fourteen times, then 100 again, and so on for ever: the prices lie in a ring, and are compared
#   in the order of the ring instead of that of time. Where its end meets its beginning the newest price stands before
#   the oldest, and the whole rise of the window counts as one loss. Only every fifteenth value has time in its order.
# Why it matters: the first value is right, so a test with as many candles as the period needs passes, and on a real
#   market the others look as likely as any. An indicator has to be tried where its answer is known, on a market that only
#   rises, and for several times its period.
#
# Installs the package into a temporary folder, prints what it saw, and fails if that has changed.
set -eu
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
npm install --silent --no-save --no-audit --no-fund --ignore-scripts --prefix "$folder" @debut/indicators@1.4.2 >/dev/null
cat >seen.mjs <<'EOF'
import { deepStrictEqual } from 'node:assert';
import indicators from '@debut/indicators';

const oscillator = new indicators.CMO(14);
const seen = [];
for (let hour = 0; hour < 300; hour++) {
  const value = oscillator.nextValue(60_000 + 10 * hour);
  if (value !== undefined) seen.push(Number(value.toFixed(1)));
}
const right = seen.flatMap((value, at) => (value === 100 ? [at] : []));
console.log({ 'values of a market that only rises': seen.slice(0, 17).join(' '), 'right at': right.join(' ') });
deepStrictEqual(seen.slice(0, 16), [100, ...Array(14).fill(-3.7), 100]);
deepStrictEqual(
  right,
  Array.from({ length: Math.ceil(seen.length / 15) }, (_, turn) => 15 * turn),
);
EOF
node seen.mjs

#!/bin/sh
# financial 0.2.4 (npm), Node 20.20.
#
# Expected: the internal rate of return of 100 paid and 45 got back a period later is -55 %; where no rate is found, NaN, as
#   in numpy-financial, whose port this is.
# Came: `irr` steps out of where a rate makes sense and comes back with what it then has: -100 % for 55 got back, and
#   Infinity for all from 52 down to 1, and for losses over several periods. No error, no NaN; only who already guesses the
#   loss (the second argument, 0.1 by default) is told the right one. Up to 60 got back it is right.
# Why it matters: Infinity sorts before every other return, so the worst position of a list is its best. The project reckons
#   no returns of positions.
#
# Installs the package into a temporary folder, prints what it saw, and fails if that has changed.
set -eu
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
npm install --silent --no-save --no-audit --no-fund --ignore-scripts --prefix "$folder" financial@0.2.4 >/dev/null
cat >seen.mjs <<'EOF'
import { deepStrictEqual } from 'node:assert';
import financial from 'financial';

const { irr, npv } = financial;
const cases = {
  '60 back': [[-100, 60], -0.4],
  '55 back': [[-100, 55], -0.45],
  '52 back': [[-100, 52], -0.48],
  '10 back': [[-100, 10], -0.9],
  '5 back in each of four periods': [[-100, 5, 5, 5, 5], -0.4326807753775318],
};
const seen = Object.entries(cases).map(([what, [flows, right]]) => ({
  what,
  irr: irr(flows),
  right,
  'value at the right rate': Math.abs(npv(right, flows)) < 1e-9 ? 0 : NaN,
  'irr with a guess': irr(flows, right).toFixed(4),
}));
console.table(seen);
deepStrictEqual(seen.map((row) => Math.round(row.irr * 1e6) / 1e6), [-0.4, -1, Infinity, Infinity, Infinity]);
deepStrictEqual(seen.map((row) => row['value at the right rate']), [0, 0, 0, 0, 0]);
deepStrictEqual(seen.map((row) => row['irr with a guess']), ['-0.4000', '-0.4500', '-0.4800', '-0.9000', '-0.4327']);
EOF
node seen.mjs

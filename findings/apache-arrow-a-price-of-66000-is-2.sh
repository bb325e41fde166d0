#!/bin/sh
# apache-arrow 21.2.0 (npm), Node 20.20.
#
# Expected: a number that is too large for a half float (beyond 65,504) becomes infinite in a column of `Float16`, and
#   one that is too small becomes 0, as in numpy, from which its conversion is "inspired".
# Came: a number from 65,536 on begins anew at 2 if nothing is left of it in the lower half of its double, as with all
#   whole numbers below two million: 66,000 is 2.01, 70,000 is 2.13 and 100,000 is 3.05. Others (66,000.01) are infinite.
#   Below a thirty-millionth anything comes: a hundred-millionth, the smallest volume that many exchanges know, is minus
#   infinity, and a tenth of it 0.000042. There is no error.
# Why it matters: half floats save room where features for models are stored, and a bitcoin may cost 66,000: what comes
#   back lies within the range of ordinary numbers, and no check for infinity finds it. The project writes no half
#   floats.
#
# Installs the package into a temporary folder, prints what it saw, and fails if that has changed.
set -eu
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
npm install --silent --no-save --no-audit --no-fund --ignore-scripts --prefix "$folder" apache-arrow@21.2.0 >/dev/null
cat >seen.mjs <<'EOF'
import { deepStrictEqual } from 'node:assert';
import { Float16, Table, tableFromIPC, tableToIPC, vectorFromArray } from 'apache-arrow';

const prices = [65_504, 65_520, 66_000, 66_000.01, 70_000, 100_000, -70_000];
const volumes = [0.0001, 0.0000001, 0.00000001, 0.000000001];

/** Through a file, as another program reads it. */
function throughFile(numbers) {
  const table = new Table({ value: vectorFromArray(numbers, new Float16()) });
  return Array.from(tableFromIPC(tableToIPC(table)).getChild('value'));
}
const seen = [prices, volumes].flatMap((numbers) => {
  const halves = throughFile(numbers);
  return numbers.map((number, i) => ({ number, 'as a half float': Number(halves[i].toPrecision(3)) }));
});
console.table(seen);
deepStrictEqual(
  seen.map((row) => row['as a half float']),
  [65_500, Infinity, 2.01, Infinity, 2.13, 3.05, -2.13, 0.0001, 1.19e-7, -Infinity, 0.000042],
);
EOF
node seen.mjs

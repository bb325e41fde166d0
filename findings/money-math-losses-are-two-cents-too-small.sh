#!/bin/sh
# money-math 2.6.3 (npm), beside big.js 7.0.1, Node 20.20.
#
# Expected: `mul`, `div` and `percent` give the nearest cent, of a loss as of a gain: 1 % of 57,012.50 is 570.13, and
#   of −57,012.50 it is −570.13.
# Came: it is −570.11. Where half a cent or more is left over, a cent is added, to a negative amount as well, which
#   goes up by it, toward 0, from where it was cut already: two cents too small. `percent` is off by a cent or two in
#   nearly all cases: a fee of 0.75 % on each loss of 0.01 to 100 dollars, 10,000 of them, is 100 dollars less than it
#   should be. The same of positive amounts is right, and no example of the documentation multiplies a negative one.
#   There is no error.
# Why it matters: the package is there because floats are a bad idea for money, and a float would be off by less than a
#   cent. Fees and losses are what is negative in an account. The project does no sums with money.
#
# Installs the packages into a temporary folder, prints what it saw, and fails if that has changed.
set -eu
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
npm install --silent --no-save --no-audit --no-fund --ignore-scripts --prefix "$folder" \
  money-math@2.6.3 big.js@7.0.1 >/dev/null
cat >seen.mjs <<'EOF'
import { deepStrictEqual } from 'node:assert';
import Big from 'big.js';
import money from 'money-math';

const exact = {
  mul: (a, b) => Big(a).times(b),
  div: (a, b) => Big(a).div(b),
  percent: (a, b) => Big(a).times(b).div(100),
};
const seen = [
  ['mul', '57012.50', '0.01'],
  ['mul', '-57012.50', '0.01'],
  ['div', '1.00', '8.00'],
  ['div', '-1.00', '8.00'],
  ['percent', '33.33', '50.00'],
  ['percent', '-33.33', '50.00'],
].map(([method, a, b]) => ({
  ...{ call: `${method}(${a}, ${b})`, 'money-math': money[method](a, b) },
  'big.js': exact[method](a, b).toFixed(2, Big.roundHalfUp),
}));
console.table(seen);
deepStrictEqual(
  seen.map((row) => row['money-math']),
  ['570.13', '-570.11', '0.13', '-0.11', '16.67', '-16.65'],
);

/** All losses up to 100 dollars, a fee of 0.75 % of each: by how many cents they are off. */
const off = {};
let total = Big(0);
for (let cents = 1; cents <= 10_000; cents++) {
  const loss = Big(-cents).div(100).toFixed(2);
  const difference = Big(money.percent(loss, '0.75')).minus(
    exact.percent(loss, '0.75').toFixed(2, Big.roundHalfUp),
  );
  total = total.plus(difference);
  off[difference.times(100)] = (off[difference.times(100)] ?? 0) + 1;
}
console.log({ 'cents off': off, 'in all': Number(total) });
deepStrictEqual([off, Number(total)], [{ 0: 25, 1: 9950, 2: 25 }, 100]);
EOF
node seen.mjs

#!/bin/sh
# ta.js 1.17.0 (npm), Node 20.20.
#
# Expected: a function of statistics reads what it is given: the deviation of the last 20 prices leaves the list of
#   prices alone.
# Came: `std(prices, 20)` deletes all prices but the last 20 from the caller's own list. The number is right, and so
#   it is when it is asked again; any other indicator of the same list, asked after it, is of 20 prices: an average of
#   50 is an empty list, and one of 14 has seven values instead of 487. `variance`, `ssd` and `sma` of the package
#   read and leave alone. No error or note says so.
# Why it matters: which numbers a strategy sees depends on the order in which it asks for them, and a live list of
#   prices never grows longer than the window of the deviation. Functions of the project take such lists as
#   `readonly`, and the type check holds them to it.
#
# Installs the package into a temporary folder, prints what it saw, and fails if that has changed.
set -eu
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
npm install --silent --no-save --no-audit --no-fund --ignore-scripts --prefix "$folder" ta.js@1.17.0 >/dev/null
cat >seen.mjs <<'EOF'
import { deepStrictEqual } from 'node:assert';
import { createRequire } from 'node:module';

const ta = createRequire(import.meta.url)('ta.js');
const prices = Array.from({ length: 500 }, (_, hour) => 100 + hour * 0.1 + 5 * Math.sin(hour));
const averages = () => ({
  prices: prices.length,
  'averages of 14': ta.sma(prices, 14).length,
  'averages of 50': ta.sma(prices, 50).length,
});
ta.variance(prices, 20);
const before = averages();
const deviation = ta.std(prices, 20);
const after = averages();
console.log({ deviation });
console.table({ before, 'after std(prices, 20)': after });
deepStrictEqual(before, { prices: 500, 'averages of 14': 487, 'averages of 50': 451 });
deepStrictEqual(after, { prices: 20, 'averages of 14': 7, 'averages of 50': 0 });
EOF
node seen.mjs

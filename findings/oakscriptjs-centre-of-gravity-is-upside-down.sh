#!/bin/sh
# oakscriptjs 0.3.0 (npm), Node 20.20.
#
# Expected: its functions are those of PineScript, "compatible" with version 6. There `ta.cog`, Ehlers' centre of
#   gravity, is −Σ price × (age + 1) / Σ price, age 0 for the newest: it rises with prices, and is −(n + 1)/2 where
#   they stand still.
# Came: the oldest price gets weight 1 and the newest n, and (n + 1)/2 is added. So it falls where prices rise and
#   rises where they fall, and is 0, not −5.5, for ten equal prices. On any market it moves exactly against the other:
#   the two add up to −5.5. Nothing says so.
# Why it matters: a script that crosses the line with its average sells where the original buys, and its backtest
#   still looks like that of a strategy.
#
# Installs the package into a temporary folder, prints what it saw, and fails if that has changed.
set -eu
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
npm install --silent --no-save --no-audit --no-fund --ignore-scripts --prefix "$folder" oakscriptjs@0.3.0 >/dev/null
cat >seen.mjs <<'EOF'
import { deepStrictEqual, ok } from 'node:assert';
import { taCore } from 'oakscriptjs';

const LENGTH = 10;
/** As the reference of PineScript has it, of the newest prices. */
function pine(prices) {
  const newestFirst = prices.slice(-LENGTH).toReversed();
  const sum = newestFirst.reduce((total, price) => total + price);
  return -newestFirst.reduce((total, price, age) => total + price * (age + 1), 0) / sum;
}
const markets = {
  rising: Array.from({ length: 30 }, (_, hour) => 100 + hour),
  falling: Array.from({ length: 30 }, (_, hour) => 130 - hour),
  'standing still': Array(30).fill(100),
  swinging: Array.from({ length: 30 }, (_, hour) => 100 + 10 * Math.sin(hour)),
};
const seen = Object.fromEntries(
  Object.entries(markets).map(([name, prices]) => [
    name,
    { oakscriptjs: taCore.cog(prices, LENGTH).at(-1), PineScript: pine(prices) },
  ]),
);
console.table(seen);
ok(seen.rising.PineScript > seen.falling.PineScript);
ok(seen.rising.oakscriptjs < seen.falling.oakscriptjs);
for (const one of Object.values(seen)) deepStrictEqual((one.oakscriptjs + one.PineScript).toFixed(9), '-5.500000000');
EOF
node seen.mjs

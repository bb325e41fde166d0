#!/bin/sh
# grademark 0.3.0 (npm), Node 20.20.
#
# Expected: the position that a rule is given says how it stands: a short position that was sold at 100 has a profit of 10
#   when the price is 90, as the finished trade has.
# Came: while it is open, `profit`, `profitPct` and `curRMultiple` of a short position are those of a long one, with the
#   wrong sign: -10 at 90. `growth` and the finished trade are right. So a rule that takes 5 % of profit never closes a short
#   that wins, and closes one that has lost 5 %, where a rule against losses lets it run: of two mirrored markets the long
#   side ends with its profit of 5, the short side with the loss of 5 that follows.
# Why it matters: no error, and all of its figures are within reason. The project makes no trades.
#
# Installs the packages into a temporary folder, prints what it saw, and fails if that has changed.
set -eu
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
npm install --silent --no-save --no-audit --no-fund --ignore-scripts --legacy-peer-deps --prefix "$folder" \
  grademark@0.3.0 data-forge@1.10.5 chai@4.5.0 >/dev/null
cat >seen.mjs <<'EOF'
import { deepStrictEqual } from 'node:assert';
import dataForge from 'data-forge';
import grademark from 'grademark';

const market = (prices) =>
  new dataForge.DataFrame(
    prices.map((price, index) => {
      const time = new Date(Date.UTC(2024, 0, 1 + index));
      return { time, open: price, high: price, low: price, close: price };
    }),
  );
/** Enters at 100 and takes a profit of 5. */
function run(direction, prices) {
  const seen = [];
  const strategy = {
    entryRule: (enter) => enter({ direction }),
    exitRule: (exit, { position: { profit, growth } }) => {
      seen.push({ profit, growth: Number(growth.toFixed(2)) });
      if (profit >= 5) exit();
    },
    stopLoss: () => 50,
  };
  const [{ exitPrice, profit, exitReason }] = grademark.backtest(strategy, market(prices));
  return { seen, trade: { exitPrice, profit, exitReason } };
}
const gains = [0, 0, 3, 5, 5, 3, 0, -3, -5, -5];
const long = run('long', gains.map((gain) => 100 + gain));
const short = run('short', gains.map((gain) => 100 - gain));
console.log({ long: long.trade, short: short.trade });
console.log('what the rule saw of the short position:');
console.table(short.seen);
deepStrictEqual(long.trade, { exitPrice: 105, profit: 5, exitReason: 'exit-rule' });
deepStrictEqual(short.trade, { exitPrice: 105, profit: -5, exitReason: 'exit-rule' });
deepStrictEqual(short.seen.map(({ profit }) => profit), [-3, -5, -5, -3, 0, 3, 5]);
EOF
node seen.mjs

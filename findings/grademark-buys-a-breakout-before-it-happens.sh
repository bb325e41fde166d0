#!/bin/sh
# grademark 0.3.0 (npm), Node 20.20.
#
# Expected: a conditional entry ("Conditional buy on price level (intrabar)") is filled at its price level, or at the open
#   where the market opens beyond it; a stop that the market opens beyond is filled at that open; and a stop holds from
#   the entry on.
# Came: a conditional entry is filled at the open of the candle in which its level is reached later. Whoever buys above 110
#   has bought at 100, on the days that rise to 110 and on no others: on random walks, on which nothing can be earned,
#   buying 1 % up and selling at the next open makes 0.94 % a trade, and nothing (-0.01 %) where it is filled at its level.
#   A stop at 95 is filled at 95 on a day that never traded above 82, and one that is reached in the candle of the entry
#   is not filled at all.
# Why it matters: each of them makes a backtest better than the market was. The project makes no trades; that nothing
#   later enters a judgement is a test (models/detector.test.ts).
#
# Installs the packages into a temporary folder, prints what it saw, and fails if that has changed.
set -eu
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
npm install --silent --no-save --no-audit --no-fund --ignore-scripts --legacy-peer-deps --prefix "$folder" \
  grademark@0.3.0 data-forge@1.10.5 chai@4.5.0 >/dev/null
cat >seen.mjs <<'EOF'
import { deepStrictEqual, ok } from 'node:assert';
import dataForge from 'data-forge';
import grademark from 'grademark';

const bar = ([open, high, low, close], index) => ({ time: new Date(Date.UTC(2024, 0, 1 + index)), open, high, low, close });
const backtest = (strategy, rows) => grademark.backtest(strategy, new dataForge.DataFrame(rows.map(bar)));
const at = (price) => Array(4).fill(price);
const calm = [100, 101, 99, 100];
const told = ([{ entryPrice, exitPrice, exitReason }]) => ({ entryPrice, exitPrice, exitReason });

const above110 = { entryRule: (enter) => enter({ entryPrice: 110 }), exitRule: (exit) => exit() };
const withStop = { entryRule: (enter) => enter(), stopLoss: () => 5 };
const seen = {
  'buys above 110': told(backtest(above110, [calm, [100, 120, 99, 118], at(118), at(118)])),
  'stop at 95, opens at 80': told(backtest(withStop, [calm, calm, [80, 82, 70, 75], at(75)])),
  'stop at 95 in the candle of the entry': told(backtest(withStop, [calm, [100, 101, 50, 60], at(120), at(120)])),
};
console.log(seen);

/** A calm candle, then five of a random walk from 100 on, of 400 steps each; always the same ones. */
let seed = 20;
const random = () => (seed = (seed * 48271) % 2147483647) / 2147483647;
function walk() {
  let price = 100;
  const step = () => (price *= random() < 0.5 ? 0.9995 : 1.0005);
  return [calm, ...Array.from({ length: 5 }, () => {
    const path = [price, ...Array.from({ length: 400 }, step)];
    return [path[0], Math.max(...path), Math.min(...path), price];
  })];
}
const above101 = { ...above110, entryRule: (enter) => enter({ entryPrice: 101 }) };
const trades = Array.from({ length: 4_000 }, () => backtest(above101, walk())[0]).filter(
  (trade) => trade?.exitReason === 'exit-rule',
);
const mean = (profitOf) => trades.reduce((sum, trade) => sum + profitOf(trade), 0) / trades.length;
const profits = {
  trades: trades.length,
  'as filled, %': mean(({ exitPrice, entryPrice }) => 100 * (exitPrice / entryPrice - 1)),
  'at 101 or the open above it, %': mean(
    ({ exitPrice, entryPrice }) => 100 * (exitPrice / Math.max(entryPrice, 101) - 1),
  ),
};
console.log('on a random walk:', profits);
deepStrictEqual(Object.values(seen), [
  { entryPrice: 100, exitPrice: 118, exitReason: 'exit-rule' },
  { entryPrice: 100, exitPrice: 95, exitReason: 'stop-loss' },
  { entryPrice: 100, exitPrice: 120, exitReason: 'finalize' },
]);
ok(profits['as filled, %'] > 0.5);
ok(Math.abs(profits['at 101 or the open above it, %']) < 0.1);
EOF
node seen.mjs

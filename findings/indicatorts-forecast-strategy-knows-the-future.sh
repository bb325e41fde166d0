#!/bin/sh
# indicatorts 2.2.2 (npm), Node 20.20.
#
# Expected: the Chande forecast oscillator compares each close with a regression over the candles before it, as its
#   documentation says ("the n-period linear regression forecasted price"); what it and `cfoStrategy` said of a candle
#   stays as it was when more candles come.
# Came: `cfo` draws one line through all closes that it is given, the future ones too. The same 120 days are bought from
#   the first day on when the market rises after them, and sold when it falls; without what came after, the strategy sold,
#   bought, sold, bought and sold. A backtest of it judges a rule that nobody can follow, and a live run that asks anew
#   after each candle gets other answers about the past each time. `mcfo` beside it takes a period, four by default.
# Why it matters: its README offers this strategy for `backtest`. That a later candle changes no earlier judgement is a
#   test in this project (models/detector.test.ts).
#
# Installs the package into a temporary folder, prints what it saw, and fails if that has changed.
set -eu
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
npm install --silent --no-save --no-audit --no-fund --ignore-scripts --prefix "$folder" indicatorts@2.2.2 >/dev/null
cat >seen.mjs <<'EOF'
import { deepStrictEqual, strictEqual } from 'node:assert';
import { cfo, cfoStrategy, mcfo } from 'indicatorts';

const DAYS = 120;
const known = Array.from({ length: DAYS }, (_, day) => 100 + 10 * Math.sin(day / 10));
const then = (step) => [...known, ...Array.from({ length: DAYS }, (_, day) => known.at(-1) + step * day)];
const markets = { 'and no more': known, 'then it rises': then(1), 'then it falls': then(-0.5) };
const asset = (closings) => ({
  ...{ closings, openings: closings, highs: closings, lows: closings, volumes: closings, dates: [] },
});
const words = { 1: 'buy', 0: 'hold', '-1': 'sell' };
const actionsOf = (closings) => cfoStrategy(asset(closings)).slice(0, DAYS).map((action) => words[action]);
const changes = (actions) => actions.filter((action, day) => action !== actions[day - 1]);

const seen = Object.entries(markets).map(([market, closings]) => {
  const actions = actionsOf(closings);
  return {
    market,
    'on the first day': actions[0],
    'days bought of the first 20': actions.slice(0, 20).filter((action) => action === 'buy').length,
    'all the 120 days': changes(actions).join(', '),
    'cfo of day 10': cfo(closings)[10].toFixed(2),
    'mcfo of day 10': mcfo(closings)[10].toFixed(2),
  };
});
for (const row of seen) console.log(row);
deepStrictEqual(seen.map((row) => row['on the first day']), ['sell', 'buy', 'sell']);
deepStrictEqual(seen.map((row) => row['days bought of the first 20']), [15, 20, 0]);
deepStrictEqual(seen.map((row) => row['cfo of day 10']), ['4.00', '28.29', '-5.83']);
strictEqual(new Set(seen.map((row) => row['mcfo of day 10'])).size, 1);
EOF
node seen.mjs

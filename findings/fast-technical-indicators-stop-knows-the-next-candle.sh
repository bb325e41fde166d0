#!/bin/sh
# fast-technical-indicators 1.1.4 and technicalindicators 3.1.0 (npm), Node 20.20.
#
# Expected: the one is a drop-in replacement of the other, as its page says: the same numbers for the same candles, and no
#   value of a candle depends on a later one.
# Came: its Chandelier exit takes for each candle the average range up to the NEXT one, because averages begin a candle
#   later than highs and lows do and the two lists are read side by side. In a market that stands still and then jumps,
#   the stop of the candle before the jump moves already; the newest candle, which has no next one, gets an empty object
#   without `exitLong`. Fed a candle at a time by `nextValue({ high, low, close })`, as the replaced package wants it, it
#   gives empty objects only.
# Why it matters: a stop that knows the next candle looks better in every test over history than it can be, and cannot be
#   computed live at all. The project holds that a later candle never changes an earlier judgement (models/, as a test).
#
# Installs the packages into a temporary folder, prints what it saw, and fails if that has changed.
set -eu
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
npm install --silent --no-save --no-audit --no-fund --ignore-scripts --prefix "$folder" \
  fast-technical-indicators@1.1.4 technicalindicators@3.1.0 >/dev/null
cat >seen.cjs <<'EOF'
const { deepStrictEqual } = require('node:assert');
const fast = require('fast-technical-indicators');
const slow = require('technicalindicators');

/** 39 candles from 99 to 101, and one that falls to 80. */
const settings = { period: 10, multiplier: 3 };
const high = Array(40).fill(101);
const low = [...Array(39).fill(99), 80];
const close = [...Array(39).fill(100), 85];
const exits = (library) => library.ChandelierExit.calculate({ ...settings, high, low, close });
const cut = (list) => list.slice(0, -1);
const before = (library) => library.ChandelierExit.calculate({ ...settings, high: cut(high), low: cut(low), close: cut(close) });

const replaced = exits(slow);
const replacement = exits(fast);
const live = new fast.ChandelierExit({ ...settings, high: [], low: [], close: [] });
const fed = high.map((value, at) => live.nextValue({ high: value, low: low[at], close: close[at] }));
console.log({
  'technicalindicators, calm candle, candle of the fall': replaced.slice(-2).map(({ exitLong }) => exitLong),
  'fast-technical-indicators, the same': replacement.slice(-2).map(({ exitLong }) => exitLong),
  'without the candle of the fall': before(slow).at(-1).exitLong,
  'fed one by one': fed.at(-1),
});
deepStrictEqual(replaced.at(-2).exitLong, before(slow).at(-1).exitLong);
deepStrictEqual(replaced.at(-2).exitLong, 95);
deepStrictEqual(replacement.at(-2).exitLong < 94, true);
deepStrictEqual(replacement.at(-1), {});
deepStrictEqual(fed.at(-1), {});
EOF
node seen.cjs

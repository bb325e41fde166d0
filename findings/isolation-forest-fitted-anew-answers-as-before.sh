#!/bin/sh
# isolation-forest 0.0.9 (npm), Node 20.20.
#
# Expected: `fit` learns from the points that it is given, as often as it is called, and `predict` answers from them:
#   what lay far away becomes usual once the forest is fitted to points that lie there.
# Came: `fit` adds its trees behind those it has, and `predict` asks only as many as the forest was made with, the
#   first ones. So a second `fit` changes nothing that `predict` says, to the last digit, while its return value holds
#   200 trees; `scores` judges the new points by the old ones. No error or note says so.
# Why it matters: a watch that learns the market anew each week judges by its first week for ever, and calls the level
#   at which the market has been for months an anomaly. The project's own forest is made of its points and has no
#   second fit (models/evaluate/baselines/isolation-forest.ts).
#
# Installs the package into a temporary folder, prints what it saw, and fails if that has changed.
set -eu
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
npm install --silent --no-save --no-audit --no-fund --ignore-scripts --prefix "$folder" isolation-forest@0.0.9 >/dev/null
cat >seen.mjs <<'EOF'
import { deepStrictEqual, ok } from 'node:assert';
import forest from 'isolation-forest';

const normal = () => Math.sqrt(-2 * Math.log(1 - Math.random())) * Math.cos(2 * Math.PI * Math.random());
const around = (level) =>
  Array.from({ length: 256 }, () => ({ move: level + normal(), volume: level + normal() }));
const asked = [0, 20].map((level) => ({ move: level, volume: level }));

const kept = new forest.IsolationForest();
kept.fit(around(0));
const before = kept.predict(asked);
const trees = kept.fit(around(20)).length;
const after = kept.predict(asked);
const fresh = new forest.IsolationForest();
fresh.fit(around(20));
const seen = { 'fitted to 0': before, 'then to 20': after, 'a new one fitted to 20': fresh.predict(asked) };
console.log('scores of points at 0 and at 20');
console.table(seen);
console.log({ trees });
deepStrictEqual(after, before);
ok(after[1] > after[0] + 0.1, 'it still takes 20 for far away');
ok(seen['a new one fitted to 20'][0] > seen['a new one fitted to 20'][1] + 0.1, 'a new one knows better');
deepStrictEqual(trees, 200);
EOF
node seen.mjs

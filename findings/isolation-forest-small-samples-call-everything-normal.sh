#!/bin/sh
# isolation-forest 0.0.9 (npm), Node 20.20.
#
# Expected: each tree grows on a sample of its own of `subsamplingSize` points, 256 as a rule (Liu, Ting and Zhou
#   2008, to which the package refers: it is what keeps many anomalies from hiding each other); a score near 1 is an
#   anomaly, one well below 0.5 surely none, "and if all are near 0.5 there is none".
# Came: the sample is drawn and thrown away, and each tree grows on all points, but only as deep as the size of a
#   sample allows, and is judged as one of a sample. Scores sink the more points there are. Of 4,000 usual points and
#   120 far from them, with samples of 16, the far ones score below 0.3 and the usual ones below 0.15: all surely
#   normal. The package's own trees, each given a sample, score the far ones at 0.6 and more.
# Why it matters: a threshold such as 0.6 that holds on a month of hours finds nothing in a year of minutes. The
#   project's own forest draws a sample for each tree (models/evaluate/baselines/isolation-forest.ts, tried in
#   scores.test.ts).
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
import { averagePathLength } from './node_modules/isolation-forest/dist/iTree.js';

const normal = () => Math.sqrt(-2 * Math.log(1 - Math.random())) * Math.cos(2 * Math.PI * Math.random());
const near = (level, spread) => ({ move: level + spread * normal(), volume: level + spread * normal() });
const points = [
  ...Array.from({ length: 4_000 }, () => near(0, 1)),
  ...Array.from({ length: 120 }, () => near(8, 0.1)),
];
const asked = [8, 0].map((level) => ({ move: level, volume: level }));
const SAMPLE = 16;

const itself = new forest.IsolationForest(100, SAMPLE);
const sizes = itself.fit(points).map((tree) => leaves(tree.getRootNode()));

/** The same trees, each fitted to a sample, and the formula of the paper. */
const drawn = () => Array.from({ length: SAMPLE }, () => points[Math.floor(Math.random() * points.length)]);
const trees = Array.from({ length: 100 }, () => new forest.IsolationForest(1, SAMPLE).fit(drawn())[0]);
const score = (point) => {
  const paths = trees.map((tree) => tree.pathLength(point, tree.getRootNode(), 0));
  return 2 ** (-paths.reduce((sum, one) => sum + one) / trees.length / averagePathLength(SAMPLE));
};

function leaves(node) {
  return node.isExternalNode() ? node.size() : leaves(node.leftChild) + leaves(node.rightChild);
}

const seen = { 'as the package fits': itself.predict(asked), 'each tree with a sample': asked.map(score) };
console.log('scores of a point among the far ones and of a usual one');
console.table(seen);
console.log({ 'points in each tree': [...new Set(sizes)] });
deepStrictEqual([...new Set(sizes)], [4_120]);
ok(seen['as the package fits'][0] < 0.3 && seen['as the package fits'][1] < 0.15, 'all are surely normal');
ok(seen['each tree with a sample'][0] > 0.55, 'with samples the far ones are found');
EOF
node seen.mjs

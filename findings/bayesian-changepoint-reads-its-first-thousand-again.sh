#!/bin/sh
# bayesian-changepoint 1.0.1 (npm), Node 20.20.
#
# Expected: `exec` looks for the change points of the whole list that it is given, whatever the size of the pieces in
#   which it works (`chunkSize`, 1,000 unless told otherwise; its documentation does not mention it).
# Came: it works on as many pieces as the list has, but each time on the first one. Of 2,000 prices around 100 that go
#   to 200, the change is found where it lies at 200 or 600, and not where it lies at 1,001, 1,200 or 1,800; in pieces
#   of 100 it is found nowhere, in one piece of 2,000 everywhere. The second half given to `exec` afterwards gives a
#   change point at an index of its own, 200, where the 1,200th is meant. No error says so: the answer is "no change".
# Why it matters: 1,000 hours are six weeks, and what is looked for is usually at the end of a list. The project
#   judges each candle as it comes (models/).
#
# Installs the package into a temporary folder, prints what it saw, and fails if that has changed.
set -eu
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
npm install --silent --no-save --no-audit --no-fund --ignore-scripts --prefix "$folder" \
  bayesian-changepoint@1.0.1 >/dev/null
cat >seen.mjs <<'EOF'
import { deepStrictEqual } from 'node:assert';
import { createRequire } from 'node:module';

const { default: BayesianChangePoint } = createRequire(import.meta.url)('bayesian-changepoint');
/** Always the same noise. */
let seed = 7;
const random = () => (seed = (seed * 48271) % 2147483647) / 2147483647;
const market = (jump) => Array.from({ length: 2_000 }, (_, index) => (index < jump ? 100 : 200) + random());

function changes(pieces, options) {
  const detection = new BayesianChangePoint({
    ...{ breakpointVerifier: (next, previous) => Math.abs(next.data - previous.data) >= 5, ...options },
  });
  for (const prices of pieces) detection.exec(prices);
  return detection.breakPoints().map(({ index }) => index).join(' ') || 'none';
}
const seen = [200, 600, 1_001, 1_200, 1_800].map((jump) => {
  const prices = market(jump);
  return {
    'changes at': jump,
    'found at': changes([prices]),
    'in one piece': changes([prices], { chunkSize: 2_000 }),
    'in pieces of 100': changes([prices], { chunkSize: 100 }),
  };
});
console.table(seen);
const prices = market(1_200);
const halves = changes([prices.slice(0, 1_000), prices.slice(1_000)]);
console.log('a change at 1200, given as two halves, is found at', halves);
deepStrictEqual(seen.map((row) => row['found at']), ['200', '600', 'none', 'none', 'none']);
deepStrictEqual(seen.map((row) => row['in one piece']), ['200', '600', '1001', '1200', '1800']);
deepStrictEqual([...new Set(seen.map((row) => row['in pieces of 100']))], ['none']);
deepStrictEqual(halves, '200');
EOF
node seen.mjs

#!/bin/sh
# candlestick 3.0.0 (npm), Node 20.20.
#
# Expected: a pattern is a shape, so the same candles in another unit, a coin in bitcoin instead of in millionths of it,
#   hold the same patterns; all others of the package do.
# Came: the inverted hammer allows its lower shadow a body's length and 0.00000001 more, in the unit of the price. At a
#   price of 0.000001 that is a hundredth of it, as much as many candles move, so a long lower shadow no longer speaks
#   against the pattern: of 3,000 candles that differ in nothing but the unit 44 are inverted hammers at a price of 100,
#   and 232 at 0.000001. The plain hammer, its mirror image, is found as often in both.
# Why it matters: markets against bitcoin and small coins trade at such prices, and their patterns are counted along with
#   those of all others. A tolerance has to be a part of the candle's range or of its price.
#
# Installs the package into a temporary folder, prints what it saw, and fails if that has changed.
set -eu
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
npm install --silent --no-save --no-audit --no-fund --ignore-scripts --prefix "$folder" candlestick@3.0.0 >/dev/null
cat >seen.mjs <<'EOF'
import { deepStrictEqual } from 'node:assert';
import candlestick from 'candlestick';

let seed = 7;
/** Numbers between 0 and 1, the same in each run. */
function next() {
  seed = (seed * 16_807) % 2_147_483_647;
  return seed / 2_147_483_647;
}
let price = 100;
const candles = Array.from({ length: 3_000 }, () => {
  const open = price * (1 + (next() - 0.5) * 0.004);
  price = open * (1 + (next() - 0.5) * 0.03);
  const high = Math.max(open, price) * (1 + next() * 0.005);
  return { open, high, low: Math.min(open, price) * (1 - next() * 0.005), close: price };
});
const inUnit = (unit) =>
  candles.map(({ open, high, low, close }) => ({
    ...{ open: open * unit, high: high * unit },
    ...{ low: low * unit, close: close * unit },
  }));
function found(unit) {
  const counts = {};
  for (const { pattern } of candlestick.patternChain(inUnit(unit), candlestick.allPatterns))
    counts[pattern] = (counts[pattern] ?? 0) + 1;
  return counts;
}
const large = found(1);
const tiny = found(1e-8);
const invertedHammer = { large: large.invertedHammer, tiny: tiny.invertedHammer };
const hammer = { large: large.hammer, tiny: tiny.hammer };
const differ = Object.keys({ ...large, ...tiny }).filter((name) => large[name] !== tiny[name]);
console.log({ hammer, invertedHammer, 'differ by the unit': differ.join(' ') });
deepStrictEqual(hammer.tiny, hammer.large);
deepStrictEqual(invertedHammer.tiny > 3 * invertedHammer.large, true);
EOF
node seen.mjs

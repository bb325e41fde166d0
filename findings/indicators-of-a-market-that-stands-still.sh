#!/bin/sh
# technicalindicators 3.1.0, trading-signals 8.3.0, indicatorts 2.2.2, @debut/indicators 1.4.2 (npm), Node 20.20.
#
# Expected: what an indicator is of a market that stands still is a matter of definition (each divides by zero then), but one
#   on which libraries agree, and as soon as prices move again the indicator is right again.
# Came: the relative strength of sixty equal candles is 100, as in the strongest rise there is, in two libraries, and NaN
#   in two; the money flow index of the same candles is 0, 50 and 100 in three, so one calls the market oversold, one
#   neutral, one overbought. And where history begins with these candles, the average directional index is NaN
#   ever after in all three that have it: a thousand candles of normal trading later, too, because a mean that is carried
#   on from its last value never loses a NaN.
# Why it matters: exchanges fill hours without trades with flat candles, and a new market's history begins with them. NaN is
#   neither above nor below a threshold, so a rule on it is silent for good. The project's detector is tried on flat
#   stretches, such as weekends filled with them (models/series-habits.test.ts).
#
# Installs the packages into a temporary folder, prints what it saw, and fails if that has changed.
set -eu
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
npm install --silent --no-save --no-audit --no-fund --ignore-scripts --prefix "$folder" \
  technicalindicators@3.1.0 trading-signals@8.3.0 indicatorts@2.2.2 @debut/indicators@1.4.2 >/dev/null
cat >seen.mjs <<'EOF'
import { deepStrictEqual } from 'node:assert';
import debut from '@debut/indicators';
import * as indicatorts from 'indicatorts';
import technical from 'technicalindicators';
import * as signals from 'trading-signals';

const candle = (close, range) => ({ open: close, high: close + range, low: close - range, close, volume: 5 });
const flat = Array.from({ length: 60 }, () => candle(100, 0));
const moving = Array.from({ length: 1_000 }, (_, hour) => candle(100 + Math.sin(hour), 1));
const column = (candles, name) => candles.map((one) => one[name]);
const columns = (candles) =>
  Object.fromEntries(['high', 'low', 'close', 'volume'].map((name) => [name, column(candles, name)]));
const last = (values) => values.at(-1);
const fed = (indicator, values) => last(values.map((value) => indicator.update(value, false)));

const { high, low, close, volume } = columns(flat);
const nextOf = (indicator) => last(close.map((price) => indicator.nextValue(price)));
const strength = {
  technicalindicators: last(technical.RSI.calculate({ period: 14, values: close })),
  'trading-signals': fed(new signals.RSI(14), close),
  indicatorts: last(indicatorts.rsi(close)),
  debut: nextOf(new debut.RSI(14)),
};
const moneyFlow = {
  technicalindicators: last(technical.MFI.calculate({ period: 14, high, low, close, volume })),
  'trading-signals': fed(new signals.MFI(14), flat),
  indicatorts: last(indicatorts.mfi(high, low, close, volume)),
};
function directional(candles) {
  const index = new debut.ADX(14);
  return {
    technicalindicators: last(technical.ADX.calculate({ period: 14, ...columns(candles) })).adx,
    'trading-signals': fed(new signals.ADX(14), candles),
    debut: last(candles.map((one) => index.nextValue(one.high, one.low, one.close))).adx,
  };
}
const afterwards = directional([...flat, ...moving]);
const without = Object.values(directional(moving)).map(Number.isFinite);
console.log({ strength, moneyFlow, 'directional, a thousand candles later': afterwards });
console.log({ 'without the flat beginning it is a number': without.join(' ') });
deepStrictEqual(Object.values(strength), [100, 100, NaN, NaN]);
deepStrictEqual(Object.values(moneyFlow), [0, 50, 100]);
deepStrictEqual(Object.values(afterwards), [NaN, NaN, NaN]);
deepStrictEqual(without, [true, true, true]);
EOF
node seen.mjs

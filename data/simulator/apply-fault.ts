import type { Ohlcv } from '../ohlcv.ts';
import type { Fault, FaultKind } from './fault.ts';
import type { UsualMove } from './usual-moves.ts';

/** How far a fault reaches: the index of its last candle, and how many candles from its first are removed. */
interface Reach {
  last: number;
  removed: number;
}

type Injection = (candles: Ohlcv[], index: number, fault: Fault, usual: UsualMove) => Reach;

/** How much of a crash the close keeps; the rest is bought back within the candle. */
const CRASH_KEPT = 0.6;

const INJECTIONS: Record<FaultKind, Injection> = {
  wick(candles, index, { size, direction = 1 }, { move }) {
    const candle = at(candles, index);
    const reach = Math.exp(size * move);
    if (direction > 0) candle.high = Math.max(candle.high, candle.open * reach);
    else candle.low = Math.min(candle.low, candle.open / reach);
    return { last: index, removed: 0 };
  },

  crash(candles, index, { size }, { move }) {
    const candle = at(candles, index);
    candle.close *= Math.exp(-CRASH_KEPT * size * move);
    candle.low = Math.min(candle.low, candle.close, candle.open * Math.exp(-size * move));
    scaleFrom(candles, index + 1, Math.exp(-CRASH_KEPT * size * move));
    return { last: index, removed: 0 };
  },

  jump(candles, index, { size, direction = 1 }, { move }) {
    const candle = at(candles, index);
    const factor = Math.exp(direction * size * move);
    candle.close *= factor;
    candle.high = Math.max(candle.high, candle.close);
    candle.low = Math.min(candle.low, candle.close);
    scaleFrom(candles, index + 1, factor);
    return { last: index, removed: 0 };
  },

  'volume-burst'(candles, index, { size }, { volume }) {
    const candle = at(candles, index);
    candle.volume = Math.max(candle.volume ?? 0, size * volume);
    return { last: index, removed: 0 };
  },

  /** The whole candle already stands on the new level, with nothing traded in between, and so does all after it. */
  'level-shift'(candles, index, { size, direction = 1 }, { move }) {
    scaleFrom(candles, index, Math.exp(direction * size * move));
    return { last: index, removed: 0 };
  },

  /** The candle before is sent again and again, word for word but for its time. */
  'frozen-feed'(candles, index, { size }) {
    const last = Math.min(index + size, candles.length) - 1;
    const { open, high, low, close, volume } = at(candles, index - 1);
    for (let i = index; i <= last; i += 1) Object.assign(at(candles, i), { open, high, low, close, volume });
    return { last, removed: 0 };
  },

  'bad-tick'(candles, index, { size }) {
    scale(at(candles, index), size);
    return { last: index, removed: 0 };
  },

  gap: (_candles, index, { size }) => ({ last: index + size, removed: size }),
};

/** Changes the candles in place as the fault demands. The candle at `index` and the one before it exist. */
export const applyFault: Injection = (candles, index, fault, usual) =>
  INJECTIONS[fault.kind](candles, index, fault, usual);

function at(candles: Ohlcv[], index: number): Ohlcv {
  const candle = candles[index];
  if (!candle) throw new RangeError(`no candle ${index} among ${candles.length}`);
  return candle;
}

function scale(candle: Ohlcv, factor: number) {
  candle.open *= factor;
  candle.high *= factor;
  candle.low *= factor;
  candle.close *= factor;
}

function scaleFrom(candles: Ohlcv[], index: number, factor: number) {
  for (let i = index; i < candles.length; i += 1) scale(at(candles, i), factor);
}

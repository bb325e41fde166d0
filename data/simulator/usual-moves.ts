import type { Ohlcv } from '../ohlcv.ts';

/** Forgets half in a week of hours. */
const MEMORY = 0.5 ** (1 / 168);

export interface UsualMove {
  /** Mean absolute log return from close to close. */
  move: number;
  /** Mean volume. */
  volume: number;
}

/** For each candle, what was usual in the weeks before it: exponential means with a half-life of 168 candles. */
export function usualMoves(candles: readonly Ohlcv[]): UsualMove[] {
  let [move, volume, weight] = [0, 0, 0];
  return candles.map((candle, index) => {
    const usual = weight > 0 ? { move: move / weight, volume: volume / weight } : { move: 0, volume: 0 };
    const previous = candles[index - 1];
    if (previous) {
      move = MEMORY * move + (1 - MEMORY) * Math.abs(Math.log(candle.close / previous.close));
      if (candle.volume !== null) volume = MEMORY * volume + (1 - MEMORY) * candle.volume;
      weight = MEMORY * weight + (1 - MEMORY);
    }
    return usual;
  });
}

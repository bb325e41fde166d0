import type { EpochMs, Ohlcv } from '../ohlcv.ts';
import { applyFault } from './faults.ts';

/** What can be planted; market moves first, faults of the feed after them. */
export const FAULT_KINDS = [
  'wick',
  'crash',
  'jump',
  'volume-burst',
  'level-shift',
  'frozen-feed',
  'decimal-slip',
  'gap',
] as const;

export type FaultKind = (typeof FAULT_KINDS)[number];

/** One anomaly to plant. */
export interface Fault {
  kind: FaultKind;
  /** The candle it begins with. */
  openTime: EpochMs;
  /**
   * For wick, crash, jump and level shift: how many times the market's usual hourly move (see `usualMove`). For a
   * volume burst: how many times the usual volume. For a frozen feed and a gap: how many candles. For a decimal slip:
   * the factor, such as 10 or 0.1.
   */
  size: number;
  /** Up or down, where the kind leaves the choice. Default 1 (up); a crash always goes down. */
  direction?: 1 | -1;
}

/** Where a planted anomaly can be seen, in open times, both included. */
export interface FaultLabel extends Fault {
  lastOpenTime: EpochMs;
}

export interface PlantedSeries {
  candles: Ohlcv[];
  labels: FaultLabel[];
}

/** Forgets half in a week of hours. */
const MEMORY = 0.5 ** (1 / 168);

/** A plan names a candle that the series does not have, or leaves too little room before it. */
export class UnplantableFaultError extends Error {
  constructor(
    readonly fault: Fault,
    readonly reason: string,
  ) {
    super(`a ${fault.kind} cannot be planted at ${new Date(fault.openTime).toISOString()}: ${reason}`);
    this.name = 'UnplantableFaultError';
  }
}

/**
 * Plants anomalies into a series, real or simulated, and labels them. The given candles stay untouched; faults are
 * planted in order of time, and moves that last (crash, jump, level shift) carry all later prices with them.
 *
 * @throws UnplantableFaultError when a fault's candle is not in the series, or is its first
 */
export function plant(candles: readonly Ohlcv[], faults: readonly Fault[]): PlantedSeries {
  const indexes = new Map(candles.map(({ openTime }, index) => [openTime, index]));
  const usual = usualMoves(candles);
  const planted: Ohlcv[] = candles.map((candle) => ({ ...candle }));
  const dropped = new Set<number>();
  const labels: FaultLabel[] = [];
  for (const fault of [...faults].sort((a, b) => a.openTime - b.openTime)) {
    const index = indexes.get(fault.openTime);
    if (index === undefined) throw new UnplantableFaultError(fault, 'the series has no such candle');
    if (index === 0) throw new UnplantableFaultError(fault, 'it is the first candle');
    const { last, removed } = applyFault(planted, index, fault, usual[index] ?? { move: 0, volume: 0 });
    for (let i = index; i < index + removed; i += 1) dropped.add(i);
    const openTime = planted[index + removed]?.openTime;
    const lastOpenTime = planted[last]?.openTime;
    if (openTime === undefined || lastOpenTime === undefined) {
      throw new UnplantableFaultError(fault, 'the series ends too soon after it');
    }
    labels.push({ ...fault, openTime, lastOpenTime });
  }
  return { candles: planted.filter((_, index) => !dropped.has(index)), labels };
}

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
      volume = MEMORY * volume + (1 - MEMORY) * candle.volume;
      weight = MEMORY * weight + (1 - MEMORY);
    }
    return usual;
  });
}

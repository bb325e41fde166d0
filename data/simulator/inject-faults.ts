import type { Ohlcv } from '../ohlcv.ts';
import { applyFault } from './apply-fault.ts';
import type { Fault, FaultLabel, LabelledSeries } from './fault.ts';
import { usualMoves } from './usual-moves.ts';

/** A plan names a candle that the series does not have, or leaves too little room before it. */
export class FaultInjectionError extends Error {
  constructor(
    readonly fault: Fault,
    readonly reason: string,
  ) {
    super(`a ${fault.kind} cannot be injected at ${new Date(fault.openTime).toISOString()}: ${reason}`);
    this.name = 'FaultInjectionError';
  }
}

/**
 * Injects anomalies into a series, real or simulated, and labels them. The given candles stay as they are; faults are
 * injected in order of time, and moves that last (crash, jump, level shift) carry all later prices with them.
 *
 * @throws FaultInjectionError when a fault's candle is not in the series, or is its first
 */
export function injectFaults(candles: readonly Ohlcv[], faults: readonly Fault[]): LabelledSeries {
  const indexes = new Map(candles.map(({ openTime }, index) => [openTime, index]));
  const usual = usualMoves(candles);
  const changed: Ohlcv[] = candles.map((candle) => ({ ...candle }));
  const dropped = new Set<number>();
  const labels: FaultLabel[] = [];
  for (const fault of [...faults].sort((a, b) => a.openTime - b.openTime)) {
    const index = indexes.get(fault.openTime);
    if (index === undefined) throw new FaultInjectionError(fault, 'the series has no such candle');
    if (index === 0) throw new FaultInjectionError(fault, 'it is the first candle');
    const { last, removed } = applyFault(changed, index, fault, usual[index] ?? { move: 0, volume: 0 });
    for (let i = index; i < index + removed; i += 1) dropped.add(i);
    const openTime = changed[index + removed]?.openTime;
    const lastOpenTime = changed[last]?.openTime;
    if (openTime === undefined || lastOpenTime === undefined) {
      throw new FaultInjectionError(fault, 'the series ends too soon after it');
    }
    labels.push({ ...fault, openTime, lastOpenTime });
  }
  return { candles: changed.filter((_, index) => !dropped.has(index)), labels };
}

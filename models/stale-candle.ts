import type { Ohlcv } from '@detective/data';
import { PRIOR_REPEAT, type FeedMemory } from './feed-memory.ts';

/** In which way a candle brings nothing new. */
type Staleness = 'flat' | 'repeat' | 'copy';

/**
 * Whether a candle brings nothing new: no range and no trade, or the prices of the candle before. Trades at one price
 * are a market that stands still, and no fault; a copy is a candle that comes again with its very volume.
 */
export function stalenessOf(candle: Ohlcv, memory: FeedMemory): Staleness | null {
  const isRepeat =
    candle.open === memory.open &&
    candle.high === memory.high &&
    candle.low === memory.low &&
    candle.close === memory.close;
  const isTraded = (candle.volume ?? 0) > 0;
  if (isTraded && !(isRepeat && candle.volume === memory.volume)) return null;
  if (candle.high === candle.low) return 'flat';
  if (!isRepeat) return null;
  return isTraded ? 'copy' : 'repeat';
}

/** Surprisal of one more stale candle: by how often it happens, by what follows another, by the hour of the week. */
export function staleSurprisal(staleness: Staleness, memory: FeedMemory, isQuietHour: boolean): number {
  const { flatRate, repeatRate, staleAgain, staleRun } = memory;
  if (staleness === 'copy') return -Math.log10(PRIOR_REPEAT);
  if (isQuietHour) return 0;
  const rate = staleness === 'flat' ? flatRate : repeatRate;
  return -Math.log10(Math.max(rate, staleRun > 0 ? staleAgain : 0));
}

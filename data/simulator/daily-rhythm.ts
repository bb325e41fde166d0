import { INTERVALS } from '../ohlcv.ts';
import type { EpochMs } from '../ohlcv.ts';

/** From −1 in the quiet hours about 04:00 UTC to 1 about 16:00 UTC, when Europe and America trade together. */
export function dailyRhythm(openTime: EpochMs): number {
  const hour = (openTime / INTERVALS['1h']) % 24;
  return Math.cos(((hour - 16) / 24) * 2 * Math.PI);
}

import { isSameOhlcv, type Ohlcv, type SeriesKey } from '@detective/data';
import type { CandleSender } from '../candle-sender/candle-sender.ts';
import { OtherCandlesError } from '../sources/other-candles-error.ts';
import type { RecordedSource } from '../sources/recorded-source.ts';

/** Candles before the newest that have to be the same where the newest is not. */
const COMPARED = 24;

/** Where a replay goes on. */
export interface ReplayStart {
  /** Index of the first candle that the server does not have. */
  index: number;
  /** The newest stored candle; null for a series without any. */
  newest: Ohlcv | null;
  /** Whether the source has other values by now for the newest stored candle. */
  isRevised: boolean;
}

/**
 * Finds the first candle of a source that the server does not have. A file that was saved while its last bar was running
 * is often followed by one that has it whole: then only that candle differs, and the series goes on.
 *
 * @throws {OtherCandlesError} when the server holds other candles for the same time
 */
export async function findStart(
  sender: CandleSender,
  key: SeriesKey,
  source: RecordedSource,
): Promise<ReplayStart> {
  const { candles, label } = source;
  const newest = await sender.newest(key);
  if (!newest) return { index: 0, newest, isRevised: false };
  const index = candles.indexFrom(newest.openTime);
  const isThere = index < candles.length && candles.openTimeAt(index) === newest.openTime;
  if (!isThere) return { index, newest, isRevised: false };
  const isRevised = !isSameOhlcv(newest, candles.at(index));
  if (isRevised && !(await areSameBefore(sender, key, source, index)))
    throw new OtherCandlesError(key, newest.openTime, label);
  return { index: index + 1, newest, isRevised };
}

/** Whether the server holds the candles before one as the source has them; false where there are none to compare. */
async function areSameBefore(
  sender: CandleSender,
  key: SeriesKey,
  { candles }: RecordedSource,
  index: number,
): Promise<boolean> {
  const first = Math.max(0, index - COMPARED);
  const stored = sender.stored(key, { from: candles.openTimeAt(first), to: candles.openTimeAt(index) });
  let compared = 0;
  for await (const held of stored) {
    const at = candles.indexFrom(held.openTime);
    if (!isSameOhlcv(held, candles.at(at)) || candles.openTimeAt(at) !== held.openTime) return false;
    compared++;
  }
  return compared > 0;
}

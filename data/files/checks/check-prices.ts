import type { CompleteOhlcv } from '../../ohlcv.ts';
import { isInterval } from '../../ohlcv.ts';
import { HIGHEST_VOLUME, InvalidOhlcvError, validateOhlcv } from '../../validation.ts';
import { intervalName } from './file-interval.ts';
import { refuse, tableOf, type SeriesContext } from './series-context.ts';
import type { StoredRow } from './sorted-rows.ts';

/**
 * Whether the open of a candle has to be moved into its bar, as where it repeats the last close. Throws a `CandleFileError` for
 * any other candle that can't be.
 */
export function checkPrices(
  context: SeriesContext,
  previous: StoredRow | undefined,
  candle: CompleteOhlcv,
  ms: number,
  row: StoredRow,
): boolean {
  const { open, high, low, close, volume } = candle;
  const { plan } = tableOf(context, row);
  const isInside = close >= low && close <= high && low > 0;
  if (isInside && open >= low && open <= high && volume <= HIGHEST_VOLUME) return false;
  const isClamped =
    isInside &&
    volume <= HIGHEST_VOLUME &&
    (plan.opensAtLastClose || open === previous?.close || isRounded(open, low, high));
  if (isClamped) return true;
  const name = intervalName(ms) ?? '';
  try {
    validateOhlcv(candle, isInterval(name) ? name : '1m', { now: context.now });
  } catch (error) {
    if (error instanceof InvalidOhlcvError) refuse(context, row, error.message);
    throw error;
  }
  return false;
}

/** As far as numbers of 32 bits are off. */
const isRounded = (open: number, low: number, high: number) =>
  open >= low * (1 - 1e-6) && open <= high * (1 + 1e-6);

import type { EpochMs, Ohlcv } from '../../ohlcv.ts';
import { gridOffset } from './file-interval.ts';
import type { SeriesFacts } from './check-series.ts';
import type { SortedRows } from './sorted-rows.ts';

/** The closed candles of a checked series at the file's own interval. */
export function* seriesCandles(rows: SortedRows, facts: SeriesFacts): Generator<Ohlcv> {
  let previous = Number.NaN;
  for (const row of rows.read()) {
    if (row.openTime === previous) continue;
    previous = row.openTime;
    const openTime = row.openTime + facts.shift;
    if (openTime > facts.lastClosed) return;
    const { high, low, close, volume } = row;
    yield { openTime, open: Math.min(Math.max(row.open, low), high), high, low, close, volume };
  }
}

/** Larger candles, and how many could not be made because a part of them is missing. */
export interface Aggregation {
  incomplete: number;
}

/**
 * Makes candles of a longer interval out of complete sets of shorter ones: first open, highest high, lowest low, last
 * close, sum of the volumes, which is not known where one of them is not.
 *
 * @param from length of the given candles in milliseconds, a divisor of `to`
 * @param counts told of every candle that is left out
 */
export function* aggregate(
  candles: Iterable<Ohlcv>,
  from: number,
  to: number,
  counts: Aggregation,
): Generator<Ohlcv> {
  let open: (Ohlcv & { parts: number }) | undefined;
  const whole = to / from;
  for (const candle of candles) {
    const openTime = startOf(candle.openTime, to);
    if (open && open.openTime !== openTime) {
      if (open.parts === whole) yield without(open);
      else counts.incomplete++;
      open = undefined;
    }
    if (!open) open = { ...candle, openTime, parts: 1 };
    else {
      open.high = Math.max(open.high, candle.high);
      open.low = Math.min(open.low, candle.low);
      open.close = candle.close;
      open.volume = open.volume === null || candle.volume === null ? null : open.volume + candle.volume;
      open.parts++;
    }
  }
  if (open?.parts === whole) yield without(open);
  else if (open) counts.incomplete++;
}

const startOf = (time: EpochMs, length: number) => time - ((time - gridOffset(length)) % length);

const without = ({ openTime, open, high, low, close, volume }: Ohlcv): Ohlcv => ({
  openTime,
  open,
  high,
  low,
  close,
  volume,
});

import { INTERVALS, type Interval, type SeriesKey } from '@detective/data';
import { Series, SUM_INTERVALS, type AggregatedCandle, type CandleOverview } from '@detective/schema';
import type { EntityManager } from 'typeorm';
import { type CandleSums, MERGED } from './candle-sums.ts';

/** How many of the next finer ones an aggregated candle may be made of; then the next coarser sums are. */
const STEPS = [1, 2, 3, 4, 6, 8, 12] as const;
const COARSEST = SUM_INTERVALS[1];

export interface OverviewRange extends SeriesKey {
  from: Date | undefined;
  to: Date | undefined;
  /** At most so many candles. */
  most: number;
}

/**
 * A range of a series as at most `most` candles. Reads at most twelve rows for each of them up to 1,152,000 intervals of
 * range, because it adds up sums that are stored (`candle_sum`) where the range is long.
 *
 * @param sums makes those that are not there yet; undefined where nothing can be written
 * @returns null if the series has no candle
 */
export async function readCandleOverview(
  manager: EntityManager,
  sums: CandleSums | undefined,
  { from, to, most, ...key }: OverviewRange,
): Promise<Omit<CandleOverview, 'columns'> | null> {
  const series = await manager.findOneBy(Series, key);
  if (!series) return null;
  const step = INTERVALS[key.interval];
  const first = Math.max(from?.getTime() ?? -Infinity, series.firstOpenTime.getTime());
  const end = Math.min(to?.getTime() ?? Infinity, series.lastOpenTime.getTime() + step);
  const intervals = intervalsFor(Math.max(0, (end - first) / step), most);
  const level = SUM_INTERVALS.findLast((size) => size <= intervals && intervals % size === 0);
  if (level !== undefined) await sums?.fill(manager, key, series);
  const candles = end > first ? await readMerged(manager, key, { first, end, intervals, level }) : [];
  return { intervals, candles };
}

/**
 * How many intervals each candle stands for, so that no more than `most` cover a range.
 *
 * @param count of the intervals in the range
 * @example intervalsFor(10_177, 1_000) // 12
 */
export function intervalsFor(count: number, most: number): number {
  // A range that begins within a candle touches one more.
  const fits = (size: number) => count / size + 1 <= most || (size === 1 && count <= most);
  for (const unit of [1, ...SUM_INTERVALS]) {
    const step = STEPS.find((step) => fits(unit * step));
    if (step !== undefined) return unit * step;
  }
  let size: number = COARSEST * 16;
  while (!fits(size)) size *= 2;
  return size;
}

interface Wanted {
  /** Milliseconds since 1970. */
  first: number;
  end: number;
  intervals: number;
  /** Length of the stored sums to read; undefined for candles alone. */
  level: number | undefined;
}

/**
 * Sums where whole ones lie in the range, and candles before and after them: one statement, so all of it is of one moment.
 * Where the sums begin and end is asked for as a value: joined, it would be compared with every candle of the range.
 */
const READ = `
  WITH covered AS (
    SELECT coalesce(min(start), timestamptz 'infinity') AS since,
           coalesce(max(start) + $8 * interval '1 ms', timestamptz 'infinity') AS until
      FROM candle_sum
     WHERE exchange = $1 AND symbol = $2 AND interval = $3 AND intervals = $7 AND start >= $5
       AND start + $8 * interval '1 ms' <= $6
  ), parts AS (
    SELECT start, open, high, low, close, volume, candle_count FROM candle_sum
     WHERE exchange = $1 AND symbol = $2 AND interval = $3 AND intervals = $7
       AND start >= (SELECT since FROM covered) AND start < (SELECT until FROM covered)
     UNION ALL
    SELECT open_time, open, high, low, close, volume, 1 FROM candle
     WHERE exchange = $1 AND symbol = $2 AND interval = $3
       AND open_time >= $5 AND open_time < (SELECT least($6, since) FROM covered)
     UNION ALL
    SELECT open_time, open, high, low, close, volume, 1 FROM candle
     WHERE exchange = $1 AND symbol = $2 AND interval = $3
       AND open_time >= (SELECT greatest($5, until) FROM covered) AND open_time < $6
  ), merged AS (
    SELECT date_bin($4 * interval '1 ms', start, timestamptz 'epoch') AS bin, ${MERGED} FROM parts GROUP BY bin
  )
  SELECT bin AS "openTime", open, high, low, close, volume, candle_count AS "candleCount" FROM merged ORDER BY bin`;

function readMerged(
  manager: EntityManager,
  { exchange, symbol, interval }: SeriesKey,
  { first, end, intervals, level }: Wanted,
): Promise<AggregatedCandle[]> {
  const [span, sumSpan] = [intervals, level ?? 0].map((count) => count * INTERVALS[interval as Interval]);
  const times = [new Date(first).toISOString(), new Date(end).toISOString()];
  return manager.query<AggregatedCandle[]>(READ, [
    ...[exchange, symbol, interval, span],
    ...times,
    ...[level ?? 0, sumSpan],
  ]);
}

import { INTERVALS, seriesName, type SeriesKey } from '@detective/data';
import { SUM_INTERVALS, type Series } from '@detective/schema';
import type { EntityManager } from 'typeorm';

/** Sums that one statement makes: some 100,000 candles of the finer ones, which take less than a second. */
const SUMS_A_STATEMENT = 4_096;

/** What sums of a length are made of: candles, or the finer sums. */
const PARTS = {
  24: `SELECT open_time AS start, open, high, low, close, volume, 1 AS candle_count FROM candle
        WHERE exchange = $1 AND symbol = $2 AND interval = $3 AND open_time >= $5 AND open_time < $6`,
  576: `SELECT start, open, high, low, close, volume, candle_count FROM candle_sum
         WHERE exchange = $1 AND symbol = $2 AND interval = $3 AND intervals = 24 AND start >= $5 AND start < $6`,
} as const;

/** Several rows as one, in the order of their starts. */
export const MERGED = `
  (array_agg(open ORDER BY start))[1] AS open, max(high) AS high, min(low) AS low,
  (array_agg(close ORDER BY start DESC))[1] AS close, sum(volume) AS volume, sum(candle_count)::int AS candle_count`;

const fill = (intervals: (typeof SUM_INTERVALS)[number]) => `
  INSERT INTO candle_sum (exchange, symbol, interval, intervals, start, open, high, low, close, volume, candle_count)
  SELECT $1, $2, $3, ${intervals}, date_bin($4 * interval '1 ms', start, timestamptz 'epoch') AS bin, ${MERGED}
    FROM (${PARTS[intervals]}) parts
   GROUP BY bin
  ON CONFLICT DO NOTHING`;

const iso = (time: number) => new Date(time).toISOString();

/** The sums of candles that are stored, and those that a request is the first to ask for. */
export class CandleSums {
  readonly #filling = new Map<string, Promise<void>>();

  /**
   * Makes the sums of a series whose time is over. Each is made once, so this costs something when a series is first
   * asked for, and little afterwards. Two servers may do it at once: the one that comes second leaves what is there.
   */
  fill(manager: EntityManager, key: SeriesKey, series: Series): Promise<void> {
    const name = seriesName(key);
    const running =
      this.#filling.get(name) ?? fillAll(manager, key, series).finally(() => this.#filling.delete(name));
    this.#filling.set(name, running);
    return running;
  }
}

async function fillAll(manager: EntityManager, key: SeriesKey, series: Series): Promise<void> {
  for (const intervals of SUM_INTERVALS) {
    const span = intervals * INTERVALS[key.interval];
    const binOf = (time: number) => Math.floor(time / span) * span;
    const next = await nextStart(manager, key, intervals, span);
    const from = Math.max(next, binOf(series.firstOpenTime.getTime()));
    // Whatever comes opens after the newest candle, and so after the end of these.
    const to = binOf(series.lastOpenTime.getTime() + INTERVALS[key.interval]);
    for (let start = from; start < to; start += SUMS_A_STATEMENT * span) {
      const end = Math.min(start + SUMS_A_STATEMENT * span, to);
      const { exchange, symbol, interval } = key;
      await manager.query(fill(intervals), [exchange, symbol, interval, span, iso(start), iso(end)]);
    }
  }
}

/** Where the sums that are there end. */
async function nextStart(
  manager: EntityManager,
  { exchange, symbol, interval }: SeriesKey,
  intervals: number,
  span: number,
): Promise<number> {
  const [row] = await manager.query<{ newest: Date }[]>(
    `SELECT start AS newest FROM candle_sum
      WHERE exchange = $1 AND symbol = $2 AND interval = $3 AND intervals = $4 ORDER BY start DESC LIMIT 1`,
    [exchange, symbol, interval, intervals],
  );
  return row ? row.newest.getTime() + span : -Infinity;
}

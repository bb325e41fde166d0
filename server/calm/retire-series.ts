import { randomUUID } from 'node:crypto';
import type { SeriesKey } from '@detective/data';
import type { EntityManager } from 'typeorm';

/** What became of a series that somebody wanted to retire. */
export type Retirement = 'retired' | 'followed' | 'unknown';

/**
 * Lets nothing be expected of a series that no watch follows: it counts as one whose watch was ended, so that no setting
 * begins to follow it again either.
 *
 * @returns `followed` where a watch has to be ended instead, `unknown` where there is no candle of it
 */
export async function retireSeries(
  manager: EntityManager,
  { exchange, symbol, interval }: SeriesKey,
  now: Date,
): Promise<Retirement> {
  // It began long ago: that what comes next is history would be wrong.
  const rows = await manager.query<{ isRetired: boolean }[]>(
    `WITH retired AS (
       INSERT INTO watch (id, exchange, symbol, interval, history_days, created_at, ended_at, state)
       SELECT $4, exchange, symbol, interval, 0, to_timestamp(0), $5, 'STOPPED'
         FROM series WHERE exchange = $1 AND symbol = $2 AND interval = $3
           ON CONFLICT (exchange, symbol, interval) DO UPDATE SET ended_at = $5 WHERE watch.ended_at IS NOT NULL
       RETURNING 1
     )
     SELECT EXISTS (SELECT 1 FROM retired) AS "isRetired"
       FROM series WHERE exchange = $1 AND symbol = $2 AND interval = $3`,
    [exchange, symbol, interval, randomUUID(), now],
  );
  if (rows.length === 0) return 'unknown';
  return rows[0]?.isRetired ? 'retired' : 'followed';
}

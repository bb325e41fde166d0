import { OHLCV_VALUES, type SeriesKey, type Ohlcv } from '@detective/data';
import { Correction } from '@detective/schema';
import type { EntityManager } from 'typeorm';

/**
 * Stores what an exchange says now of a candle that is stored with other values; the candle and its judgement stay.
 * What was the newest word already, or says what the stored candle says while nothing else was ever said, is no news.
 *
 * @returns whether it was news
 */
export async function storeCorrection(
  manager: EntityManager,
  { exchange, symbol, interval }: SeriesKey,
  candle: Ohlcv,
): Promise<boolean> {
  const values = OHLCV_VALUES.map((value) => candle[value]);
  const rows = await manager.query<unknown[]>(
    `INSERT INTO correction (exchange, symbol, interval, open_time, noticed_at, open, high, low, close, volume)
       SELECT exchange, symbol, interval, open_time, clock_timestamp(), $5::float8, $6::float8, $7::float8, $8::float8, $9::float8
         FROM (
           SELECT exchange, symbol, interval, open_time, open, high, low, close, volume, noticed_at FROM correction
            WHERE exchange = $1 AND symbol = $2 AND interval = $3 AND open_time = $4
           UNION ALL
           SELECT exchange, symbol, interval, open_time, open, high, low, close, volume, '-infinity' FROM candle
            WHERE exchange = $1 AND symbol = $2 AND interval = $3 AND open_time = $4
           ORDER BY noticed_at DESC LIMIT 1
         ) AS newest
        WHERE (open, high, low, close, volume) IS DISTINCT FROM ($5::float8, $6::float8, $7::float8, $8::float8, $9::float8)
       RETURNING open_time`,
    [exchange, symbol, interval, new Date(candle.openTime), ...values],
  );
  return rows.length > 0;
}

export interface CorrectionPage {
  from: Date | null | undefined;
  to: Date | null | undefined;
  limit: number;
}

/** The newest corrections of a series on candles from `from` (inclusive) to `to` (exclusive), ascending by both times. */
export async function readCorrections(
  manager: EntityManager,
  { exchange, symbol, interval }: SeriesKey,
  { from, to, limit }: CorrectionPage,
): Promise<Correction[]> {
  const query = manager
    .createQueryBuilder(Correction, 'correction')
    .where('correction.exchange = :exchange AND correction.symbol = :symbol', { exchange, symbol })
    .andWhere('correction.interval = :interval', { interval })
    .orderBy({ 'correction.openTime': 'DESC', 'correction.noticedAt': 'DESC' })
    .take(limit);
  if (from) query.andWhere('correction.openTime >= :from', { from });
  if (to) query.andWhere('correction.openTime < :to', { to });
  return (await query.getMany()).reverse();
}

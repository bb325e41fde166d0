import { setTimeout as pause } from 'node:timers/promises';
import { isInterval, seriesName } from '@detective/data';
import { AccuracyBucket, bucketStart, CandleSum, fillAccuracyBuckets, Series } from '@detective/schema';
import { LessThan, LessThanOrEqual, type DataSource, type EntityManager } from 'typeorm';
import { lockSeries } from '../database/lock-series.ts';
import { RepeatedWork } from './repeated-work.ts';

const ROWS_A_STEP = 500;
const EVERY_MS = 60_000;
const DAY_MS = 24 * 3_600_000;

export interface RetentionOptions {
  dataSource: DataSource;
  /** Candles that are this much older than the newest of their series are deleted, with their detections. */
  days: number;
  /** How often to check. */
  everyMs?: number;
  onDeleted: (count: number) => void;
  onError: (error: unknown) => void;
}

/** Deletes old rows in small steps, and rests after each as long as it took, so that ingest hardly waits. */
export class Retention extends RepeatedWork {
  constructor({ everyMs = EVERY_MS, onError, ...options }: RetentionOptions) {
    super({ everyMs, onError, work: (stop) => deleteOld(options, stop) });
  }
}

async function deleteOld(
  { dataSource, days, onDeleted }: Pick<RetentionOptions, 'dataSource' | 'days' | 'onDeleted'>,
  stop: AbortSignal,
): Promise<void> {
  for (const series of await dataSource.manager.find(Series)) {
    const oldest = new Date(series.lastOpenTime.getTime() - days * DAY_MS);
    let deleted: number;
    do {
      if (stop.aborted) return;
      const began = performance.now();
      deleted = await dataSource.transaction((manager) => deleteStep(manager, series, oldest));
      if (deleted > 0) onDeleted(deleted);
      await pause(performance.now() - began, undefined, { signal: stop }).catch(() => undefined);
    } while (deleted === ROWS_A_STEP);
  }
}

/** Takes the same lock as ingest, because both change the counts of the series. */
async function deleteStep(
  manager: EntityManager,
  { exchange, symbol, interval }: Series,
  oldest: Date,
): Promise<number> {
  // What a crash brings back is deleted again, so the disk need not be waited for: new candles would wait behind the lock.
  await manager.query('SET LOCAL synchronous_commit TO off');
  await lockSeries(manager, [seriesName({ exchange, symbol, interval })]);
  // The foreign key deletes their detections; they are counted first, because a cascade reports nothing.
  const [counts] = await manager.query<{ candles: number; anomalies: number }[]>(
    `WITH old AS (
       SELECT open_time FROM candle
        WHERE exchange = $5 AND symbol = $1 AND interval = $2 AND open_time < $3 ORDER BY open_time LIMIT $4
     ), kept AS (${KEEP_INCIDENTS}
     ), anomalous AS (
       SELECT count(*)::int AS count FROM detection
        WHERE exchange = $5 AND symbol = $1 AND interval = $2 AND is_anomaly
          AND open_time <= (SELECT max(open_time) FROM old)
     ), gone AS (
       DELETE FROM candle
        WHERE exchange = $5 AND symbol = $1 AND interval = $2 AND open_time <= (SELECT max(open_time) FROM old)
       RETURNING 1
     )
     SELECT (SELECT count(*) FROM gone)::int AS candles, (SELECT count FROM anomalous) AS anomalies`,
    [symbol, interval, oldest, ROWS_A_STEP, exchange],
  );
  if (!counts?.candles) return 0;
  await manager.query(
    `UPDATE series SET candle_count = candle_count - $3, anomaly_count = anomaly_count - $4,
            first_open_time = (SELECT min(open_time) FROM candle
                                WHERE exchange = $5 AND symbol = $1 AND interval = $2)
      WHERE exchange = $5 AND symbol = $1 AND interval = $2`,
    [symbol, interval, counts.candles, counts.anomalies, exchange],
  );
  await deleteBuckets(manager, { exchange, symbol, interval });
  return counts.candles;
}

/**
 * An incident goes with its rarest anomaly, by a foreign key. One that reaches into what is kept has to stay: the rarest
 * of its anomalies that are kept stands for it from now on.
 */
const KEEP_INCIDENTS = `
  UPDATE incident SET peak_at = rarest.open_time, peak_return_period_hours = rarest.return_period_hours
    FROM incident AS cut CROSS JOIN LATERAL (
      SELECT open_time, return_period_hours FROM detection
       WHERE exchange = $5 AND symbol = $1 AND interval = $2 AND is_anomaly
         AND open_time >= $3 AND open_time <= cut.newest_at
       ORDER BY coalesce(return_period_hours, 0) DESC, open_time LIMIT 1
    ) AS rarest
   WHERE cut.exchange = $5 AND cut.symbol = $1 AND cut.interval = $2
     AND cut.opened_at < $3 AND cut.peak_at < $3 AND cut.newest_at >= $3
     AND (incident.exchange, incident.symbol, incident.interval, incident.opened_at)
       = (cut.exchange, cut.symbol, cut.interval, cut.opened_at)`;

/** The first candle that is left has none before it any more, so its bucket is added up anew. */
async function deleteBuckets(
  manager: EntityManager,
  key: Pick<Series, 'exchange' | 'symbol' | 'interval'>,
): Promise<void> {
  const { firstOpenTime } = await manager.findOneByOrFail(Series, key);
  const first = firstOpenTime.getTime();
  if (!isInterval(key.interval)) return;
  await manager.delete(AccuracyBucket, {
    ...key,
    start: LessThanOrEqual(new Date(bucketStart(key.interval, first))),
  });
  await fillAccuracyBuckets(manager, key, { first, last: first });
  // One that begins before it may count candles that are gone.
  await manager.delete(CandleSum, { ...key, start: LessThan(firstOpenTime) });
}

import { isInterval, type SeriesKey } from '@detective/data';
import { bucketMs, bucketStart } from './entities/accuracy-bucket.ts';

/** Buckets that one statement makes: some 100,000 candles, which take less than a second. */
const BUCKETS_A_STATEMENT = 100;

const FILL = `
  INSERT INTO accuracy_bucket (exchange, symbol, interval, start, scored_count, error_sum, baseline_count, baseline_sum,
                               anomaly_count, last_open_time, last_high)
  SELECT $1, $2, $3, date_bin($6 * interval '1 ms', open_time, timestamptz 'epoch') AS start,
         count(forecast_high), coalesce(sum(abs(high - forecast_high) ORDER BY open_time), 0),
         count(previous_high) FILTER (WHERE forecast_high IS NOT NULL),
         coalesce(sum(abs(high - previous_high) ORDER BY open_time) FILTER (WHERE forecast_high IS NOT NULL), 0),
         count(*) FILTER (WHERE is_anomaly AND forecast_high IS NOT NULL),
         max(open_time), (array_agg(high ORDER BY open_time DESC))[1]
    FROM (SELECT open_time, high, lag(high) OVER (ORDER BY open_time) AS previous_high
            FROM candle
           WHERE exchange = $1 AND symbol = $2 AND interval = $3 AND open_time < $5
             AND open_time >= coalesce((SELECT open_time FROM candle
                                         WHERE exchange = $1 AND symbol = $2 AND interval = $3 AND open_time < $4
                                         ORDER BY open_time DESC LIMIT 1), $4)) candles
   CROSS JOIN LATERAL (SELECT forecast_high, is_anomaly FROM detection
                        WHERE exchange = $1 AND symbol = $2 AND interval = $3
                          AND detection.open_time = candles.open_time OFFSET 0) detection
   WHERE open_time >= $4
   GROUP BY start
  ON CONFLICT (exchange, symbol, interval, start) DO UPDATE
    SET scored_count = excluded.scored_count, error_sum = excluded.error_sum,
        baseline_count = excluded.baseline_count, baseline_sum = excluded.baseline_sum,
        anomaly_count = excluded.anomaly_count, last_open_time = excluded.last_open_time,
        last_high = excluded.last_high`;

/** Whatever runs a statement: a migration, or a transaction of the server. */
export interface Queries {
  query(sql: string, parameters: unknown[]): Promise<unknown>;
}

/**
 * Makes the buckets of a range of a series from its candles and detections, in place of those that are there. Other
 * writers of the series must be kept out meanwhile.
 *
 * @param range open times of the first and the last candle, in ms; whole buckets around them are made
 */
export async function fillAccuracyBuckets(
  queries: Queries,
  { exchange, symbol, interval }: Omit<SeriesKey, 'interval'> & { interval: string },
  range: { first: number; last: number },
): Promise<void> {
  if (!isInterval(interval)) throw new RangeError(`${interval} is no interval that a series can have`);
  const span = bucketMs(interval);
  const end = bucketStart(interval, range.last) + span;
  let from = bucketStart(interval, range.first);
  while (from < end) {
    const to = Math.min(from + BUCKETS_A_STATEMENT * span, end);
    const limits = [new Date(from).toISOString(), new Date(to).toISOString()];
    await queries.query(FILL, [exchange, symbol, interval, ...limits, span]);
    from = to;
  }
}

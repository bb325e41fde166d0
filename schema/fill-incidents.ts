import { INCIDENT_CANDLES, INTERVALS, isInterval } from '@detective/data';
import type { Queries } from './fill-accuracy-buckets.ts';

/**
 * An anomaly later than $5 after the one before it begins an incident, which is closed by the first candle from which on
 * no anomaly can belong to it.
 */
const FILL = `
  WITH anomaly AS (
    SELECT open_time, kinds, return_period_hours,
           sum(CASE WHEN open_time - previous <= $5 * interval '1 ms' THEN 0 ELSE 1 END) OVER (ORDER BY open_time) AS number
      FROM (SELECT open_time, kinds, return_period_hours, lag(open_time) OVER (ORDER BY open_time) AS previous
              FROM detection
             WHERE exchange = $1 AND symbol = $2 AND interval = $3 AND open_time >= $4 AND is_anomaly) anomalies
  ), kind AS (
    SELECT number, array_agg(kind ORDER BY first, place) AS kinds
      FROM (SELECT DISTINCT ON (number, kind) number, kind, open_time AS first, place
              FROM anomaly CROSS JOIN unnest(kinds) WITH ORDINALITY AS each (kind, place)
             ORDER BY number, kind, open_time, place) first_of_each
     GROUP BY number
  ), incident AS (
    SELECT number, min(open_time) AS opened_at, max(open_time) AS newest_at, count(*)::int AS anomaly_count,
           (array_agg(open_time ORDER BY coalesce(return_period_hours, 0) DESC, open_time))[1] AS peak_at,
           (array_agg(return_period_hours ORDER BY coalesce(return_period_hours, 0) DESC, open_time))[1] AS peak_hours
      FROM anomaly GROUP BY number
  )
  INSERT INTO incident (exchange, symbol, interval, opened_at, newest_at, closed_at, anomaly_count, kinds, peak_at,
                        peak_return_period_hours, changed_at)
  SELECT $1, $2, $3, opened_at, newest_at, closed_at, anomaly_count, coalesce(kinds, '{}'), peak_at, peak_hours,
         coalesce(closed_at, newest_at)
    FROM incident LEFT JOIN kind USING (number)
   CROSS JOIN LATERAL (SELECT min(open_time) AS closed_at FROM candle
                        WHERE exchange = $1 AND symbol = $2 AND interval = $3
                          AND open_time >= newest_at + $5 * interval '1 ms' AND open_time > newest_at) closing
  ON CONFLICT (exchange, symbol, interval, opened_at) DO UPDATE
    SET newest_at = excluded.newest_at, closed_at = excluded.closed_at, anomaly_count = excluded.anomaly_count,
        kinds = excluded.kinds, peak_at = excluded.peak_at,
        peak_return_period_hours = excluded.peak_return_period_hours, changed_at = excluded.changed_at`;

const MARK = `
  UPDATE series
     SET incidents_up_to = last_open_time,
         incident_opened_at = (SELECT opened_at FROM incident
                                WHERE exchange = $1 AND symbol = $2 AND interval = $3 AND closed_at IS NULL
                                ORDER BY opened_at DESC LIMIT 1)
   WHERE exchange = $1 AND symbol = $2 AND interval = $3`;

/**
 * Makes the incidents of a series from its stored detections, in place of those that are there. Other writers of the
 * series must be kept out meanwhile.
 *
 * @param from an open time before which nothing changes, and at which no incident is under way unless it begins there
 */
export async function fillIncidents(
  queries: Queries,
  { exchange, symbol, interval }: { exchange: string; symbol: string; interval: string },
  from: Date,
): Promise<void> {
  if (!isInterval(interval)) throw new RangeError(`${interval} is no interval that a series can have`);
  const key = [exchange, symbol, interval];
  await queries.query(FILL, [...key, from.toISOString(), INCIDENT_CANDLES * INTERVALS[interval]]);
  await queries.query(MARK, key);
}

import { INTERVALS, type Interval } from '@detective/data';
import type { EntityManager } from 'typeorm';

/** A series, or its candles with an open time from `from` (inclusive) to `to` (exclusive). */
export interface SeriesRange {
  exchange: string;
  symbol: string;
  interval: Interval;
  from: Date | undefined;
  to: Date | undefined;
}

const WEEK_MS = 7 * 24 * 3_600_000;

/**
 * Mean absolute errors of the forecast high and of "the next high is the last high", in the quote currency, over the
 * scored candles of a range, with the rate of alerts and the verdicts on them.
 *
 * @returns null if no candle of the range was scored
 */
export async function measureAccuracy(manager: EntityManager, range: SeriesRange) {
  const row = await manager.transaction((within) => sumUp(within, range));
  if (!row || row.scored === 0) return null;
  const judged = row.real + row.false;
  return {
    scoredCandles: row.scored,
    meanAbsoluteError: row.error ?? 0,
    baselineMeanAbsoluteError: row.baseline ?? 0,
    alertsPerWeek: row.anomalies / ((row.scored * INTERVALS[range.interval]) / WEEK_MS),
    realAlerts: row.real,
    falseAlerts: row.false,
    expectedAlerts: row.expected,
    precision: judged === 0 ? null : row.real / judged,
  };
}

type Sums = Record<'scored' | 'anomalies' | 'real' | 'false' | 'expected', number> &
  Record<'error' | 'baseline', number | null>;

async function sumUp(
  manager: EntityManager,
  { exchange, symbol, interval, from, to }: SeriesRange,
): Promise<Sums | undefined> {
  // Every row of the range is needed, so a loop over an index never pays off; on a table that was filled a minute ago
  // PostgreSQL has no statistics to know that, and takes seconds instead of milliseconds.
  await manager.query('SET LOCAL enable_nestloop = off');
  // The baseline of the first candle needs the candle before the range, so the lag is taken outside its limits.
  const [row] = await manager.query<Sums[]>(
    `SELECT count(*)::int AS scored, avg(abs(high - forecast_high)) AS error,
            avg(abs(high - previous_high)) AS baseline, (count(*) FILTER (WHERE is_anomaly))::int AS anomalies,
            (count(*) FILTER (WHERE is_anomaly AND verdict.kind = 'REAL'))::int AS real,
            (count(*) FILTER (WHERE is_anomaly AND verdict.kind = 'FALSE'))::int AS false,
            (count(*) FILTER (WHERE is_anomaly AND verdict.kind = 'EXPECTED'))::int AS expected
       FROM (SELECT open_time, high, lag(high) OVER (ORDER BY open_time) AS previous_high
               FROM candle
              WHERE exchange = $5 AND symbol = $1 AND interval = $2 AND open_time < $4) candles
       JOIN detection USING (open_time)
       LEFT JOIN verdict USING (exchange, symbol, interval, open_time)
      WHERE exchange = $5 AND symbol = $1 AND interval = $2 AND open_time >= $3 AND forecast_high IS NOT NULL`,
    [symbol, interval, from ?? '-infinity', to ?? 'infinity', exchange],
  );
  return row;
}

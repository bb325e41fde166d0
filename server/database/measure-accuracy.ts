import { INTERVALS, type Interval } from '@detective/data';
import type { EntityManager } from 'typeorm';

export interface Stretch {
  symbol: string;
  interval: Interval;
  from: Date | undefined;
  to: Date | undefined;
}

const WEEK_MS = 7 * 24 * 3_600_000;

/**
 * Errors of the forecast high and of "the next high is the last high", over the scored candles of a stretch, in the
 * quote currency, with the rate of alerts in them.
 *
 * @returns null when no candle of the stretch was scored
 */
export async function measureAccuracy(manager: EntityManager, stretch: Stretch) {
  const row = await manager.transaction((within) => sumUp(within, stretch));
  if (!row || row.scored === 0) return null;
  const judged = row.real + row.false;
  return {
    scoredCandles: row.scored,
    meanAbsoluteError: row.error ?? 0,
    baselineMeanAbsoluteError: row.baseline ?? 0,
    alertsPerWeek: row.anomalies / ((row.scored * INTERVALS[stretch.interval]) / WEEK_MS),
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
  { symbol, interval, from, to }: Stretch,
): Promise<Sums | undefined> {
  // Every row of the stretch is needed, so a loop over an index never pays; on a table that was filled a minute ago
  // PostgreSQL has no statistics to know that, and takes seconds instead of milliseconds.
  await manager.query('SET LOCAL enable_nestloop = off');
  // The candle before the stretch belongs to the baseline of its first candle, so the lag is taken outside the limits.
  const [row] = await manager.query<Sums[]>(
    `SELECT count(*)::int AS scored, avg(abs(high - forecast_high)) AS error,
            avg(abs(high - previous_high)) AS baseline, (count(*) FILTER (WHERE is_anomaly))::int AS anomalies,
            (count(*) FILTER (WHERE is_anomaly AND verdict.kind = 'REAL'))::int AS real,
            (count(*) FILTER (WHERE is_anomaly AND verdict.kind = 'FALSE'))::int AS false,
            (count(*) FILTER (WHERE is_anomaly AND verdict.kind = 'EXPECTED'))::int AS expected
       FROM (SELECT open_time, high, lag(high) OVER (ORDER BY open_time) AS previous_high
               FROM candle WHERE symbol = $1 AND interval = $2 AND open_time < $4) candles
       JOIN detection USING (open_time)
       LEFT JOIN verdict USING (symbol, interval, open_time)
      WHERE symbol = $1 AND interval = $2 AND open_time >= $3 AND forecast_high IS NOT NULL`,
    [symbol, interval, from ?? '-infinity', to ?? 'infinity'],
  );
  return row;
}

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
export async function measureAccuracy(manager: EntityManager, { symbol, interval, from, to }: Stretch) {
  // The candle before the stretch belongs to the baseline of its first candle, so the lag is taken outside the limits.
  const [row] = await manager.query<
    { scored: string; error: number | null; baseline: number | null; anomalies: string }[]
  >(
    `SELECT count(*) AS scored, avg(abs(high - forecast_high)) AS error, avg(abs(high - previous_high)) AS baseline,
            count(*) FILTER (WHERE is_anomaly) AS anomalies
       FROM (SELECT open_time, high, lag(high) OVER (ORDER BY open_time) AS previous_high
               FROM candle WHERE symbol = $1 AND interval = $2 AND open_time < $4) candles
       JOIN detection USING (open_time)
      WHERE symbol = $1 AND interval = $2 AND open_time >= $3 AND forecast_high IS NOT NULL`,
    [symbol, interval, from ?? '-infinity', to ?? 'infinity'],
  );
  const scoredCandles = Number(row?.scored ?? 0);
  if (!row || scoredCandles === 0) return null;
  return {
    scoredCandles,
    meanAbsoluteError: row.error ?? 0,
    baselineMeanAbsoluteError: row.baseline ?? 0,
    alertsPerWeek: Number(row.anomalies) / ((scoredCandles * INTERVALS[interval]) / WEEK_MS),
  };
}

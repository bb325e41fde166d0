import {
  Candle,
  Detection,
  Verdict,
  type AnomalyKind,
  type DetectionStatus,
  type VerdictKind,
} from '@detective/schema';
import type { EntityManager } from 'typeorm';

/** A series and the open time up to which its detections are known, −Infinity for none. */
export interface KnownUpTo {
  exchange: string;
  symbol: string;
  interval: string;
  newest: number;
}

interface Row extends Omit<Detection, 'candle' | 'verdict' | 'id' | 'absoluteError' | 'kinds' | 'status'> {
  status: DetectionStatus;
  kinds: AnomalyKind[];
  open: number;
  high: number;
  low: number;
  close: number;
  volume: number | null;
  verdictKind: VerdictKind | null;
  note: string;
  decidedAt: Date;
}

/**
 * What was stored since in several series, in one statement however many there are.
 *
 * @param limit the most detections of each series
 * @returns detections with their candles and verdicts, ascending within each series
 */
export async function readNews(
  manager: EntityManager,
  series: readonly KnownUpTo[],
  limit: number,
): Promise<Detection[]> {
  const rows = await manager.query<Row[]>(
    `SELECT detection.exchange, detection.symbol, detection.interval, detection.open_time AS "openTime", status,
            forecast_high AS "forecastHigh", forecast_low AS "forecastLow", anomaly_score AS "anomalyScore", threshold,
            upper_limit AS "upperLimit", lower_limit AS "lowerLimit", usual_high AS "usualHigh", usual_low AS "usualLow",
            is_anomaly AS "isAnomaly", kinds, return_period_hours AS "returnPeriodHours", reason, contributions, model_id AS "modelId", detected_at AS "detectedAt",
            candle.open, candle.high, candle.low, candle.close, candle.volume,
            verdict.kind AS "verdictKind", verdict.note, verdict.decided_at AS "decidedAt"
       FROM unnest($1::text[], $2::text[], $3::text[], $4::timestamptz[]) AS known (exchange, symbol, interval, newest)
      CROSS JOIN LATERAL (
        SELECT * FROM detection
         WHERE detection.exchange = known.exchange AND detection.symbol = known.symbol
           AND detection.interval = known.interval AND detection.open_time > known.newest
         ORDER BY open_time LIMIT $5
      ) detection
      CROSS JOIN LATERAL (
        SELECT * FROM candle
         WHERE candle.exchange = known.exchange AND candle.symbol = known.symbol
           AND candle.interval = known.interval AND candle.open_time = detection.open_time
         OFFSET 0
      ) candle
       LEFT JOIN LATERAL (
        SELECT * FROM verdict
         WHERE verdict.exchange = known.exchange AND verdict.symbol = known.symbol
           AND verdict.interval = known.interval AND verdict.open_time = detection.open_time
         OFFSET 0
      ) verdict ON true
      ORDER BY detection.exchange, detection.symbol, detection.interval, detection.open_time`,
    [
      series.map(({ exchange }) => exchange),
      series.map(({ symbol }) => symbol),
      series.map(({ interval }) => interval),
      series.map(({ newest }) => (newest === -Infinity ? '-infinity' : new Date(newest))),
      limit,
    ],
  );
  return rows.map(toDetection);
}

function toDetection({
  open,
  high,
  low,
  close,
  volume,
  verdictKind,
  note,
  decidedAt,
  ...row
}: Row): Detection {
  const { exchange, symbol, interval, openTime } = row;
  const key = { exchange, symbol, interval, openTime };
  return Object.assign(new Detection(), row, {
    candle: Object.assign(new Candle(), key, { open, high, low, close, volume }),
    verdict: verdictKind ? Object.assign(new Verdict(), key, { kind: verdictKind, note, decidedAt }) : null,
  });
}

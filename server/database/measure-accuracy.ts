import { INTERVALS, type Interval } from '@detective/data';
import { bucketMs, bucketStart } from '@detective/schema';
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
 * scored candles of a range, with the rate of alerts and the verdicts on them. Costs as much in a series of a million
 * candles as in one of a thousand: whole buckets are read as they were added up when their candles were stored.
 *
 * @returns null if no candle of the range was scored
 */
export async function measureAccuracy(manager: EntityManager, range: SeriesRange) {
  const row = await sumUp(manager, range);
  if (!row || row.scored === 0) return null;
  const judged = row.real + row.false;
  return {
    scoredCandles: row.scored,
    meanAbsoluteError: row.errorSum / row.scored,
    baselineMeanAbsoluteError: row.baselines === 0 ? 0 : row.baselineSum / row.baselines,
    alertsPerWeek: row.anomalies / ((row.scored * INTERVALS[range.interval]) / WEEK_MS),
    realAlerts: row.real,
    falseAlerts: row.false,
    expectedAlerts: row.expected,
    precision: judged === 0 ? null : row.real / judged,
  };
}

interface Sums {
  scored: number;
  errorSum: number;
  baselines: number;
  baselineSum: number;
  anomalies: number;
  real: number;
  false: number;
  expected: number;
}

/** As a parameter: not as ISO text, which PostgreSQL does not take for the years before 1 and after 9999. */
type Time = Date | 'infinity' | '-infinity';

/** Whole buckets of a range, from `first` (inclusive) to `end` (exclusive), and what lies before and after them. */
interface Parts {
  first: Time;
  end: Time;
  edges: [from: Time, to: Time][];
}

/** The edges of a range are shorter than a bucket each, so that what is added up candle by candle is no longer. */
function partsOf({ interval, from, to }: SeriesRange): Parts {
  const first = from && bucketStart(interval, from.getTime() + bucketMs(interval) - 1);
  const end = to && bucketStart(interval, to.getTime());
  if (from && to && first !== undefined && end !== undefined && first >= end)
    return { first: 'infinity', end: 'infinity', edges: [[from, to]] };
  const firstTime = first === undefined ? '-infinity' : new Date(first);
  const endTime = end === undefined ? 'infinity' : new Date(end);
  const before: Parts['edges'] = from ? [[from, firstTime]] : [];
  const after: Parts['edges'] = to ? [[endTime, to]] : [];
  return { first: firstTime, end: endTime, edges: [...before, ...after] };
}

/**
 * One statement, so that all parts are of one moment. Every join is a look-up by the whole key, and none is left to be
 * planned: a table that was filled a minute ago has no statistics, and PostgreSQL then takes seconds.
 *
 * Candles that no bucket counts yet (a server of an older version stored them) are an edge like the others.
 */
const SUM_UP = `
  WITH buckets AS (
    SELECT * FROM accuracy_bucket
     WHERE exchange = $1 AND symbol = $2 AND interval = $3 AND start >= $4::timestamptz AND start < $5::timestamptz
  ), uncounted AS (
    SELECT coalesce((SELECT last_open_time FROM accuracy_bucket
                      WHERE exchange = $1 AND symbol = $2 AND interval = $3 ORDER BY start DESC LIMIT 1),
                    timestamptz '-infinity') + interval '1 us' AS since
  ), edges AS (
    SELECT lower, upper FROM unnest($6::timestamptz[], $7::timestamptz[]) AS given (lower, upper)
     UNION ALL SELECT greatest(since, $4::timestamptz), $5::timestamptz FROM uncounted
  ), rows AS (
    SELECT high, previous_high, forecast_high, is_anomaly
      FROM edges
     CROSS JOIN LATERAL (
       SELECT open_time, high, lag(high) OVER (ORDER BY open_time) AS previous_high
         FROM candle
        WHERE exchange = $1 AND symbol = $2 AND interval = $3 AND open_time < upper
          AND open_time >= coalesce((SELECT open_time FROM candle
                                      WHERE exchange = $1 AND symbol = $2 AND interval = $3 AND open_time < lower
                                      ORDER BY open_time DESC LIMIT 1), lower)
     ) candles
     CROSS JOIN LATERAL (
       SELECT forecast_high, is_anomaly FROM detection
        WHERE exchange = $1 AND symbol = $2 AND interval = $3 AND detection.open_time = candles.open_time OFFSET 0
     ) detection
     WHERE candles.open_time >= lower AND forecast_high IS NOT NULL
  ), verdicts AS (
    SELECT kind FROM verdict
     CROSS JOIN LATERAL (
       SELECT forecast_high, is_anomaly FROM detection
        WHERE exchange = $1 AND symbol = $2 AND interval = $3 AND detection.open_time = verdict.open_time OFFSET 0
     ) detection
     WHERE exchange = $1 AND symbol = $2 AND interval = $3
       AND open_time >= $8::timestamptz AND open_time < $9::timestamptz AND is_anomaly AND forecast_high IS NOT NULL
  ), sums AS (
    SELECT scored_count AS scored, error_sum, baseline_count AS baselines, baseline_sum, anomaly_count AS anomalies
      FROM buckets
     UNION ALL
    SELECT count(*), sum(abs(high - forecast_high)), count(previous_high), sum(abs(high - previous_high)),
           count(*) FILTER (WHERE is_anomaly)
      FROM rows
  )
  SELECT sum(scored)::int AS scored, coalesce(sum(error_sum), 0) AS "errorSum", sum(baselines)::int AS baselines,
         coalesce(sum(baseline_sum), 0) AS "baselineSum", sum(anomalies)::int AS anomalies,
         (SELECT count(*) FROM verdicts WHERE kind = 'REAL')::int AS real,
         (SELECT count(*) FROM verdicts WHERE kind = 'FALSE')::int AS false,
         (SELECT count(*) FROM verdicts WHERE kind = 'EXPECTED')::int AS expected
    FROM sums`;

async function sumUp(manager: EntityManager, range: SeriesRange): Promise<Sums | undefined> {
  const { exchange, symbol, interval, from, to } = range;
  const { first, end, edges } = partsOf(range);
  const [row] = await manager.query<Sums[]>(SUM_UP, [
    exchange,
    symbol,
    interval,
    first,
    end,
    edges.map(([lower]) => lower),
    edges.map(([, upper]) => upper),
    from ?? '-infinity',
    to ?? 'infinity',
  ]);
  return row;
}

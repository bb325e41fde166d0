import { seriesName } from '@detective/data';
import { AccuracyBucket, Checkpoint, Series } from '@detective/schema';
import type { EntityManager } from 'typeorm';
import { runPrepared } from './prepared.ts';

interface Key {
  exchange: string;
  symbol: string;
  interval: string;
}

const columnsOf = (keys: readonly Key[]) => [
  keys.map(({ exchange }) => exchange),
  keys.map(({ symbol }) => symbol),
  keys.map(({ interval }) => interval),
];

const byName = <Row extends Key>(rows: Row[]): Map<string, Row> =>
  new Map(rows.map((row) => [seriesName(row), row]));

/** A series, and how its newest candles did. */
export interface SeriesRow {
  series: Series;
  /** The newest one; null in a series that has none. */
  bucket: AccuracyBucket | null;
}

interface Row extends Series {
  start: Date | null;
  scoredCount: number;
  errorSum: number;
  baselineCount: number;
  baselineSum: number;
  bucketAnomalies: number;
  countedUpTo: Date;
  lastHigh: number;
}

/** Those of these series that have a candle, by their names, in one statement. */
export async function readSeries(
  manager: EntityManager,
  keys: readonly Key[],
): Promise<Map<string, SeriesRow>> {
  const rows = await runPrepared<Row[]>(
    manager,
    'read series',
    `SELECT exchange, symbol, interval, candle_count AS "candleCount", series.anomaly_count AS "anomalyCount",
            first_open_time AS "firstOpenTime", series.last_open_time AS "lastOpenTime",
            warm_up_remaining AS "warmUpRemaining", incident_opened_at AS "incidentOpenedAt",
            incidents_up_to AS "incidentsUpTo", start, scored_count AS "scoredCount", error_sum AS "errorSum",
            baseline_count AS "baselineCount", baseline_sum AS "baselineSum", bucket.anomaly_count AS "bucketAnomalies",
            bucket.last_open_time AS "countedUpTo", last_high AS "lastHigh"
       FROM series JOIN unnest($1::text[], $2::text[], $3::text[]) AS asked (exchange, symbol, interval)
      USING (exchange, symbol, interval)
       LEFT JOIN LATERAL (
        SELECT start, scored_count, error_sum, baseline_count, baseline_sum, anomaly_count, last_open_time, last_high
          FROM accuracy_bucket
         WHERE accuracy_bucket.exchange = asked.exchange AND accuracy_bucket.symbol = asked.symbol
           AND accuracy_bucket.interval = asked.interval
         ORDER BY start DESC LIMIT 1
      ) bucket ON true`,
    columnsOf(keys),
  );
  return new Map(rows.map((row) => [seriesName(row), toSeriesRow(row)]));
}

function toSeriesRow(row: Row): SeriesRow {
  const { exchange, symbol, interval, candleCount, anomalyCount, firstOpenTime, lastOpenTime } = row;
  const { warmUpRemaining, start, scoredCount, errorSum, baselineCount, baselineSum, lastHigh } = row;
  const { incidentOpenedAt, incidentsUpTo } = row;
  const key = { exchange, symbol, interval };
  const counts = { candleCount, anomalyCount, firstOpenTime, lastOpenTime, warmUpRemaining };
  const incidents = { incidentOpenedAt, incidentsUpTo };
  const sums = { scoredCount, errorSum, baselineCount, baselineSum, anomalyCount: row.bucketAnomalies };
  return {
    series: Object.assign(new Series(), { ...key, ...counts, ...incidents }),
    bucket: start && { ...key, start, ...sums, lastOpenTime: row.countedUpTo, lastHigh },
  };
}

/** The stored states of those of these series that have one, by their names, in one statement. */
export async function readStates(
  manager: EntityManager,
  keys: readonly Key[],
): Promise<Map<string, Checkpoint>> {
  const rows = await runPrepared<Checkpoint[]>(
    manager,
    'read states',
    `SELECT exchange, symbol, interval, model_id AS "modelId", open_time AS "openTime", state
       FROM detector_state JOIN unnest($1::text[], $2::text[], $3::text[]) AS asked (exchange, symbol, interval)
      USING (exchange, symbol, interval)`,
    columnsOf(keys),
  );
  return byName(rows.map((row) => Object.assign(new Checkpoint(), row)));
}

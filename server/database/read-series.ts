import { seriesName } from '@detective/data';
import { Checkpoint, Series } from '@detective/schema';
import type { EntityManager } from 'typeorm';

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

/** The rows of those of these series that have one, by their names, in one statement. */
export async function readSeries(manager: EntityManager, keys: readonly Key[]): Promise<Map<string, Series>> {
  const rows = await manager.query<Series[]>(
    `SELECT exchange, symbol, interval, candle_count AS "candleCount", anomaly_count AS "anomalyCount",
            first_open_time AS "firstOpenTime", last_open_time AS "lastOpenTime",
            warm_up_remaining AS "warmUpRemaining"
       FROM series JOIN unnest($1::text[], $2::text[], $3::text[]) AS asked (exchange, symbol, interval)
      USING (exchange, symbol, interval)`,
    columnsOf(keys),
  );
  return byName(rows.map((row) => Object.assign(new Series(), row)));
}

/** The stored states of those of these series that have one, by their names, in one statement. */
export async function readStates(
  manager: EntityManager,
  keys: readonly Key[],
): Promise<Map<string, Checkpoint>> {
  const rows = await manager.query<Checkpoint[]>(
    `SELECT exchange, symbol, interval, model_id AS "modelId", open_time AS "openTime", state
       FROM detector_state JOIN unnest($1::text[], $2::text[], $3::text[]) AS asked (exchange, symbol, interval)
      USING (exchange, symbol, interval)`,
    columnsOf(keys),
  );
  return byName(rows.map((row) => Object.assign(new Checkpoint(), row)));
}

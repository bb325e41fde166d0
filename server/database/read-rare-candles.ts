import type { SeriesKey } from '@detective/data';
import { RARE_HOURS, type AnomalyKind, type VerdictKind } from '@detective/schema';
import type { EntityManager } from 'typeorm';

export interface RareRange extends SeriesKey {
  from: Date | undefined;
  to: Date | undefined;
  /** Only what comes once in so many hours or less often, and faults of the feed. */
  hours: number;
  /** At most so many: the rarest, and faults of the feed before all. */
  most: number;
}

/** A candle that is an anomaly, or would have been one at a larger alert budget. */
export interface RareRow {
  /** Since 1970: a date for each of thousands would take as long as the rest of its row. */
  openTimeMs: number;
  returnPeriodHours: number | null;
  kind: AnomalyKind | null;
  isAnomaly: boolean;
  verdict: VerdictKind | null;
}

/** The index of what is rare has a condition, which the statement has to repeat word for word. */
const INDEXED = `(return_period_hours >= ${RARE_HOURS} OR is_anomaly)`;

const WHERE = `exchange = $1 AND symbol = $2 AND interval = $3 AND open_time >= $4 AND open_time < $5
   AND ${INDEXED} AND (return_period_hours > $6 OR (is_anomaly AND return_period_hours IS NULL))`;

const RARE = `
  WITH rarest AS (
    SELECT open_time, return_period_hours, kinds, is_anomaly FROM detection WHERE ${WHERE}
     ORDER BY return_period_hours DESC NULLS FIRST, open_time DESC LIMIT $7
  )
  SELECT (extract(epoch FROM open_time) * 1000)::float8 AS "openTimeMs", return_period_hours AS "returnPeriodHours",
         kinds[1] AS kind, is_anomaly AS "isAnomaly", given.kind AS verdict
    FROM rarest
    LEFT JOIN (SELECT open_time, kind FROM verdict WHERE exchange = $1 AND symbol = $2 AND interval = $3) given
   USING (open_time) ORDER BY open_time`;

const parametersOf = ({ exchange, symbol, interval, from, to, hours, most }: RareRange) => [
  ...[exchange, symbol, interval],
  from ?? '-infinity',
  to ?? 'infinity',
  ...[hours, most],
];

/** The anomalies of a range, and what would have been one at a larger budget; ascending by openTime. */
export const readRareCandles = (manager: EntityManager, range: RareRange): Promise<RareRow[]> =>
  manager.query<RareRow[]>(RARE, parametersOf(range));

/** Only the open times: the first ones in a direction of time. */
export async function readRareTimes(
  manager: EntityManager,
  range: RareRange,
  direction: 'ASC' | 'DESC',
): Promise<Date[]> {
  const rows = await manager.query<{ open_time: Date }[]>(
    `SELECT open_time FROM detection WHERE ${WHERE} ORDER BY open_time ${direction} LIMIT $7`,
    parametersOf(range),
  );
  return rows.map(({ open_time }) => open_time);
}

import { Verdict, type VerdictKind } from '@detective/schema';
import type { EntityManager } from 'typeorm';

interface Row {
  exchange: string;
  symbol: string;
  interval: string;
  openTime: Date;
  kind: VerdictKind;
  note: string;
  decidedAt: Date;
}

/**
 * The verdicts on the newest candles of several series, in one query.
 *
 * @param limit the most verdicts of each series
 * @returns the verdicts, ascending by the open time of their candle within each series
 */
export async function readVerdicts(
  manager: EntityManager,
  series: readonly { exchange: string; symbol: string; interval: string }[],
  limit: number,
): Promise<Verdict[]> {
  const rows = await manager.query<Row[]>(
    `SELECT exchange, symbol, interval, open_time AS "openTime", kind, note, decided_at AS "decidedAt"
       FROM unnest($1::text[], $2::text[], $3::text[]) AS followed (exchange, symbol, interval)
      CROSS JOIN LATERAL (
        SELECT open_time, kind, note, decided_at FROM verdict
         WHERE verdict.exchange = followed.exchange AND verdict.symbol = followed.symbol
           AND verdict.interval = followed.interval
         ORDER BY open_time DESC LIMIT $4
      ) newest
      ORDER BY exchange, symbol, interval, open_time`,
    [
      series.map(({ exchange }) => exchange),
      series.map(({ symbol }) => symbol),
      series.map(({ interval }) => interval),
      limit,
    ],
  );
  return rows.map((row) => Object.assign(new Verdict(), row));
}

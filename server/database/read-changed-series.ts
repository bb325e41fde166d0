import type { EntityManager } from 'typeorm';

export interface ChangedSeries {
  exchange: string;
  symbol: string;
  interval: string;
  lastOpenTime: Date;
}

export interface Changes {
  series: ChangedSeries[];
  /** From where the next call goes on. */
  horizon: string;
}

/**
 * Series that were written since an earlier call, in one statement that answers with nothing where nothing happened.
 *
 * A row says which transaction wrote it (`xmin`). Whatever the earlier statement could not see was written by a
 * transaction that was running then or began later: none of them is older than the oldest that was running then, which
 * is the horizon. Rows that were seen already may come again.
 *
 * @param since the horizon of the earlier call; all series without it, and on a database that lies behind it, such as
 *   one that was restored
 */
export async function readChangedSeries(manager: EntityManager, since?: string): Promise<Changes> {
  const [row] = await manager.query<{ horizon: string; series: [string, string, string, number][] | null }[]>(
    `WITH now AS (SELECT pg_snapshot_xmin(pg_current_snapshot()) AS horizon)
     SELECT horizon::text,
            (SELECT json_agg(json_build_array(exchange, symbol, interval, extract(epoch FROM last_open_time) * 1000))
               FROM series
              WHERE $1::text IS NULL OR horizon < $1::text::xid8
                 OR age(series.xmin) <= age($1::text::xid8::xid)) AS series
       FROM now`,
    [since ?? null],
  );
  const series = (row?.series ?? []).map(([exchange, symbol, interval, lastOpenTime]) => ({
    exchange,
    symbol,
    interval,
    lastOpenTime: new Date(lastOpenTime),
  }));
  return { series, horizon: row?.horizon ?? '' };
}

import { randomUUID } from 'node:crypto';
import type { SeriesKey } from '@detective/data';
import type { WatchStatus } from '@detective/data/exchanges';
import { Watch, WatchState } from '@detective/schema';
import { IsNull, type EntityManager } from 'typeorm';

/** A market that is to be followed. */
export interface WatchedMarket extends SeriesKey {
  historyDays: number;
}

/** The watches that nobody has ended, by exchange, symbol and interval, as they were last reported. */
export const readWatches = (manager: EntityManager): Promise<Watch[]> =>
  manager.find(Watch, {
    where: { endedAt: IsNull() },
    order: { exchange: 'ASC', symbol: 'ASC', interval: 'ASC' },
  });

/**
 * The same for readers: where no server follows them at the moment, what was reported last is no longer so, and they
 * wait for the next.
 */
export async function readWatchesAsTheyAre(manager: EntityManager): Promise<Watch[]> {
  const [watches, isLed] = await Promise.all([readWatches(manager), hasLeader(manager)]);
  const unknown = { nextExpectedAt: null, failure: null, failingSince: null, retryAt: null };
  return watches.map((watch) =>
    isLed || watch.state === WatchState.STOPPED
      ? watch
      : Object.assign(watch, { ...unknown, state: WatchState.STARTING }),
  );
}

async function hasLeader(manager: EntityManager): Promise<boolean> {
  const rows = await manager.query<unknown[]>(
    'SELECT 1 FROM watch_lease WHERE lease_until >= clock_timestamp()',
  );
  return rows.length > 0;
}

/** The watch over a market that nobody has ended; null where there is none. */
export const findWatch = (
  manager: EntityManager,
  { exchange, symbol, interval }: SeriesKey,
): Promise<Watch | null> =>
  manager.findOne(Watch, { where: { exchange, symbol, interval, endedAt: IsNull() } });

/**
 * Begins a watch: a new one, or one that was ended or has stopped, which gets another id. One that is followed stays as
 * it is.
 */
export async function beginWatch(manager: EntityManager, market: WatchedMarket): Promise<void> {
  const { exchange, symbol, interval, historyDays } = market;
  await manager.query(
    `INSERT INTO watch (id, exchange, symbol, interval, history_days, created_at, state)
     VALUES ($1, $2, $3, $4, $5, now(), 'STARTING')
     ON CONFLICT (exchange, symbol, interval) DO UPDATE
       SET id = excluded.id, history_days = excluded.history_days, created_at = excluded.created_at,
           state = excluded.state, ended_at = NULL, newest_open_time = NULL, next_expected_at = NULL,
           failure = NULL, failing_since = NULL, retry_at = NULL
       WHERE watch.ended_at IS NOT NULL OR watch.state = 'STOPPED'`,
    [randomUUID(), exchange, symbol, interval, historyDays],
  );
}

/** Begins watches that there never were; one that somebody has ended stays so. */
export async function beginWatchesAtFirst(manager: EntityManager, markets: WatchedMarket[]): Promise<void> {
  for (const { exchange, symbol, interval, historyDays } of markets) {
    await manager.query(
      `INSERT INTO watch (id, exchange, symbol, interval, history_days, created_at, state)
       VALUES ($1, $2, $3, $4, $5, now(), 'STARTING') ON CONFLICT DO NOTHING`,
      [randomUUID(), exchange, symbol, interval, historyDays],
    );
  }
}

/** Ends a watch and returns it; null where there is none with this id. Ending it again changes nothing. */
export async function endWatch(manager: EntityManager, id: string): Promise<Watch | null> {
  await manager.query(
    `UPDATE watch SET ended_at = now(), state = 'STOPPED', next_expected_at = NULL, failure = NULL,
       failing_since = NULL, retry_at = NULL
      WHERE id = $1 AND ended_at IS NULL`,
    [id],
  );
  return manager.findOne(Watch, { where: { id } });
}

/**
 * Takes or renews the lease of the one server that follows the watches, by the database's clock, if there are any. One
 * that holds for longer than a lease can was given before that clock was set back: it holds no longer, or else nobody
 * could follow the watches for as long as the clock was set, if its owner is gone.
 *
 * @param owner of this server
 * @returns whether it is this server's now
 */
export async function holdLease(manager: EntityManager, owner: string, leaseMs: number): Promise<boolean> {
  const [rows] = await manager.query<[unknown[], number]>(
    `UPDATE watch_lease SET owner = $1, lease_until = clock_timestamp() + $2 * interval '1 millisecond'
      WHERE (owner = $1 OR lease_until < clock_timestamp()
              OR lease_until > clock_timestamp() + $2 * interval '1 millisecond')
        AND EXISTS (SELECT 1 FROM watch WHERE ended_at IS NULL)
      RETURNING id`,
    [owner, leaseMs],
  );
  return rows.length > 0;
}

/** Lets another server take the lease at once. */
export async function releaseLease(manager: EntityManager, owner: string): Promise<void> {
  await manager.query(
    `UPDATE watch_lease SET lease_until = clock_timestamp() - interval '1 second' WHERE owner = $1`,
    [owner],
  );
}

/** Stores how watches are; only for the server that has the lease, so that nobody overwrites a newer report. */
export async function storeStatuses(
  manager: EntityManager,
  owner: string,
  statuses: readonly WatchStatus[],
): Promise<void> {
  const time = (milliseconds: number | null) =>
    milliseconds === null ? null : new Date(milliseconds).toISOString();
  const rows = statuses.map((status) => ({
    id: status.id,
    state: status.state,
    newest: time(status.newestOpenTime),
    next: time(status.nextExpectedAt),
    failure: status.failure,
    since: time(status.failingSince),
    retry: time(status.retryAt),
  }));
  await manager.query(
    `UPDATE watch SET state = told.state, newest_open_time = told.newest, next_expected_at = told.next,
       failure = told.failure, failing_since = told.since, retry_at = told.retry
     FROM jsonb_to_recordset($1) AS told(
       id uuid, state text, newest timestamptz, next timestamptz, failure text, since timestamptz, retry timestamptz)
     WHERE watch.id = told.id AND watch.ended_at IS NULL
       AND EXISTS (SELECT 1 FROM watch_lease WHERE owner = $2)`,
    [JSON.stringify(rows), owner],
  );
}

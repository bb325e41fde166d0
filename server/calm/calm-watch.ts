import { Trouble } from '@detective/schema';
import type { Logger } from 'pino';
import type { DataSource, EntityManager } from 'typeorm';
import { within } from '../operation/within.ts';
import { CatchingUp } from './catching-up.ts';
import { ComingBack } from './coming-back.ts';
import { findTroubles } from './find-troubles.ts';
import { sendHeartbeat } from './heartbeat.ts';
import { tellSummaries } from './tell-summaries.ts';
import { tellOutage } from './tell-outage.ts';
import { tellTroubles } from './tell-troubles.ts';
import { troubleKind } from './trouble-kind.ts';

/** A number of ours among the advisory locks of the database. */
const CALM_LOCK = 1_767_916_800;
const TICK_MS = 15_000;
const HEARTBEAT_MS = 60_000;
/** An outage that is shorter is nothing to tell of. */
const LONG_OUTAGE_MS = 60_000;
/** A message that should have gone out so long ago means that the queue stands. */
const STUCK_MS = 5 * 60_000;
const LONGEST_FAREWELL_MS = 1_000;
const SERVER = 'the server, which was away or asleep';

export interface CalmWatchOptions {
  dataSource: DataSource;
  log: Logger;
  heartbeatUrl: string | undefined;
  /** Whether the disk of the database is full. */
  isDiskFull: () => Promise<boolean>;
  /** Called when it has seen whether all is well. */
  onLook?: () => void;
  /** Called when the dead man's switch was asked, with whether it answered. */
  onHeartbeat?: (isAnswered: boolean) => void;
  tickMs?: number;
  heartbeatMs?: number;
  longOutageMs?: number;
  /** How long series that are behind after a start or an outage have before they count as silent. */
  catchUpMs?: number;
  now?: () => Date;
}

/**
 * Sees to it that silence means calm: tells when a series falls silent or can't be judged, a channel fails, the database
 * was away or its disk full, and when that is over; sums up quiet hours, days and weeks; and asks a dead man's switch for as long as all
 * is well. Of several servers on a database one at a time does so, and nothing is told twice.
 */
export class CalmWatch {
  readonly #options: CalmWatchOptions;
  readonly #timer: NodeJS.Timeout;
  readonly #catchingUp: CatchingUp;
  readonly #comingBack = new ComingBack();
  #running: Promise<void> | undefined;
  #awaySince: Date | undefined;
  #fullSince: Date | undefined;
  #askedAt = -Infinity;

  constructor(options: CalmWatchOptions) {
    this.#options = options;
    this.#catchingUp = new CatchingUp(options.catchUpMs);
    this.#timer = setInterval(() => void this.look(), options.tickMs ?? TICK_MS).unref();
  }

  /** Looks whether all is well; a call during a look shares it. */
  look(): Promise<void> {
    this.#running ??= this.#look().finally(() => {
      this.#running = undefined;
    });
    return this.#running;
  }

  async dispose(): Promise<void> {
    clearInterval(this.#timer);
    await within(LONGEST_FAREWELL_MS, this.#running ?? Promise.resolve());
  }

  async #look(): Promise<void> {
    const { dataSource, isDiskFull, log, now = () => new Date() } = this.#options;
    const began = now();
    this.#catchingUp.look(began);
    try {
      // It can't be told of while nothing can be stored.
      if (await isDiskFull()) this.#fullSince ??= began;
      else await this.#tellOutage('fullSince', 'the disk of the database, which was full', began);
      if (this.#fullSince) return this.#catchingUp.outage(began);
      const isWell = await dataSource.transaction((manager) => this.#check(manager, began));
      await this.#tellOutage('awaySince', 'the database, which was away', began);
      this.#options.onLook?.();
      if (isWell) await this.#beat();
    } catch (error) {
      this.#awaySince ??= began;
      this.#catchingUp.outage(began);
      log.debug({ error }, 'Whether all is well could not be seen');
    }
  }

  /** @returns whether all is well; false where another server looks */
  async #check(manager: EntityManager, now: Date): Promise<boolean> {
    const [lock] = await manager.query<{ locked: boolean }[]>(
      'SELECT pg_try_advisory_xact_lock($1) AS locked',
      [CALM_LOCK],
    );
    if (!lock?.locked) return false;
    const troubles = await findTroubles(manager, now);
    const known = await manager.find(Trouble);
    const told = [
      ...this.#catchingUp.certain(troubles, new Set(known.map(({ key }) => key)), now),
      ...this.#comingBack.waiting(troubles, known, now),
    ];
    await tellTroubles(manager, told, now);
    const since = this.#catchingUp.caughtUpSince(troubles, now);
    if (since) await tellOutage(manager, { key: 'server', subject: SERVER, since }, now);
    await tellSummaries(manager, now);
    const stuck = await manager.query<unknown[]>(
      `SELECT 1 FROM delivery WHERE state = 'PENDING' AND claimed_until IS NULL AND attempts = 0
          AND next_attempt_at < now() - $1 * interval '1 millisecond'
          AND NOT EXISTS (SELECT 1 FROM channel WHERE channel.id = channel_id AND failing_since IS NOT NULL) LIMIT 1`,
      [STUCK_MS],
    );
    return stuck.length === 0 && troubles.every((trouble) => troubleKind(trouble) !== 'silent');
  }

  /** Tells of an outage that is over and was long. */
  async #tellOutage(which: 'awaySince' | 'fullSince', subject: string, now: Date): Promise<void> {
    const { dataSource, longOutageMs = LONG_OUTAGE_MS } = this.#options;
    const since = which === 'awaySince' ? this.#awaySince : this.#fullSince;
    if (!since) return;
    if (now.getTime() - since.getTime() >= longOutageMs) {
      await dataSource.transaction(async (manager) => {
        await manager.query('SELECT pg_advisory_xact_lock($1)', [CALM_LOCK]);
        await tellOutage(manager, { key: which, subject, since }, now);
      });
    }
    if (which === 'awaySince') this.#awaySince = undefined;
    else this.#fullSince = undefined;
  }

  async #beat(): Promise<void> {
    const { heartbeatUrl, heartbeatMs = HEARTBEAT_MS, log } = this.#options;
    if (heartbeatUrl === undefined || performance.now() - this.#askedAt < heartbeatMs - 1_000) return;
    this.#askedAt = performance.now();
    const isAnswered = await sendHeartbeat(heartbeatUrl);
    this.#options.onHeartbeat?.(isAnswered);
    if (!isAnswered) log.warn('HEARTBEAT_URL did not answer');
  }
}

import { randomUUID } from 'node:crypto';
import { retry, isInterval } from '@detective/data';
import type { WatchStatus } from '@detective/data/exchanges';
import type { Watch } from '@detective/schema';
import type { Logger } from 'pino';
import type { DataSource } from 'typeorm';
import { ChangeSignal } from '../feed/change-signal.ts';
import { OutageLog } from '../operation/outage-log.ts';
import { within } from '../operation/within.ts';
import { storeCorrection } from './correction-store.ts';
import type { CorrectionReport, WatchOrder } from './messages.ts';
import { StatusWriter } from './status-writer.ts';
import { holdLease, readWatches, releaseLease } from './watch-store.ts';
import { WorkerRefusal, type WorkerProcess } from './worker-process.ts';

/** States of a watch that a process is at work on. */
const RUNNING = new Set<string>(['BACKFILLING', 'LIVE', 'STALE']);
const DAY = 24 * 60 * 60_000;
const TICK_MS = 2_000;
/** Another server takes over when this is over; renewed each tick. */
const LEASE_MS = 12_000;
/** So long before the lease is over it counts as lost. */
const MARGIN_MS = 2_000;
const LONGEST_FAREWELL_MS = 1_000;

export interface WatchLeaderOptions {
  dataSource: DataSource;
  worker: WorkerProcess;
  log: Logger;
  /** The table of watches has changed. */
  onChange: () => void;
}

/**
 * Follows all watches of the database for as long as this server has their lease. Of several servers on one database
 * one has it; another gets it when it is no longer renewed.
 */
export class WatchLeader {
  readonly #options: WatchLeaderOptions;
  readonly #owner = randomUUID();
  readonly #ending = new AbortController();
  readonly #wake = new ChangeSignal();
  /** What the process was told to follow. */
  readonly #followed = new Map<string, WatchStatus>();
  /** What it has refused to follow. */
  readonly #refused = new Set<string>();
  /** Corrections of each market since the start. */
  readonly #corrections = new Map<string, number>();
  readonly #statuses: StatusWriter;
  readonly #outage: OutageLog;
  #lease: NodeJS.Timeout | undefined;
  #running: Promise<void> = Promise.resolve();

  constructor(options: WatchLeaderOptions) {
    this.#options = options;
    this.#outage = new OutageLog(options.log, {
      began: 'The database is unavailable; the watches over exchanges wait for it',
      ended: 'The database is available again; the watches over exchanges go on',
    });
    this.#statuses = new StatusWriter({
      manager: options.dataSource.manager,
      owner: this.#owner,
      onStored: options.onChange,
      onError: this.#outage.onError,
    });
  }

  get isFollowing(): boolean {
    return this.#followed.size > 0;
  }

  start(): void {
    this.#running = this.#run();
  }

  /** The watches were changed: looks at them at once. */
  wake(): void {
    this.#wake.fire();
  }

  status(status: WatchStatus): void {
    if (!this.#followed.has(status.id)) return;
    this.#followed.set(status.id, status);
    this.#statuses.put(status);
  }

  /** What the process followed is followed by nobody until it runs again. */
  died(failure: string, pauseMs: number): void {
    for (const status of this.#followed.values()) {
      if (status.state === 'STOPPED') continue;
      const failingSince = status.failingSince ?? Date.now();
      this.status({ ...status, state: 'FAILING', failure, failingSince, retryAt: Date.now() + pauseMs });
    }
    this.#followed.clear();
    void this.#statuses.flush();
    setTimeout(() => this.wake(), pauseMs).unref();
  }

  /** Stores a correction, for as long as it takes. */
  async correct({ candle, ...series }: CorrectionReport): Promise<void> {
    const { log, dataSource } = this.#options;
    const isNews = await retry(() => storeCorrection(dataSource.manager, series, candle), {
      ...{ firstPauseMs: 250, longestPauseMs: 5_000, signal: this.#ending.signal },
      isTemporary: () => true,
      onRetry: ({ error }) => this.#outage.onError(error),
    }).catch(() => false);
    if (!isNews) return;
    const name = `${series.exchange} ${series.symbol} ${series.interval}`;
    const count = (this.#corrections.get(name) ?? 0) + 1;
    this.#corrections.set(name, count);
    // Some exchanges correct much: ever fewer lines.
    if (!Number.isInteger(Math.log2(count))) return;
    const time = new Date(candle.openTime).toISOString();
    const sum = count === 1 ? '' : `; ${count} corrections so far`;
    log.warn(`${name}: the exchange has changed the candle of ${time}; what was judged stays${sum}`);
  }

  /** Ends what this server follows, and lets another take over. A database that is silent is not waited for. */
  async dispose(): Promise<void> {
    this.#ending.abort();
    this.#statuses.stop();
    clearTimeout(this.#lease);
    await Promise.all([this.#options.worker.dispose(), within(LONGEST_FAREWELL_MS, this.#running)]);
    await within(LONGEST_FAREWELL_MS, this.#release());
  }

  async #release(): Promise<void> {
    await this.#statuses.flush();
    await releaseLease(this.#options.dataSource.manager, this.#owner).catch(() => undefined);
  }

  async #run(): Promise<void> {
    const { signal } = this.#ending;
    while (!signal.aborted) {
      const { version } = this.#wake;
      try {
        await this.#tick();
        this.#outage.onSuccess();
      } catch (error) {
        if (this.#lease !== undefined) this.#outage.onError(error);
      }
      // Not AbortSignal.any with AbortSignal.timeout: Node may collect the two before they fire.
      const timer = setTimeout(() => this.wake(), TICK_MS);
      await this.#wake.after(version, signal);
      clearTimeout(timer);
    }
  }

  async #tick(): Promise<void> {
    const { manager } = this.#options.dataSource;
    const began = performance.now();
    const isHeld = await holdLease(manager, this.#owner, LEASE_MS);
    if (this.#ending.signal.aborted) return;
    if (!isHeld) return this.#followNothing();
    if (this.#lease === undefined) this.#options.log.info('This server follows the watches now');
    clearTimeout(this.#lease);
    const leftMs = LEASE_MS - MARGIN_MS - (performance.now() - began);
    this.#lease = setTimeout(() => this.#lost(), leftMs).unref();
    const watches = await readWatches(manager);
    this.#follow(watches);
    await this.#statuses.flush();
  }

  #lost(): void {
    this.#options.log.warn('The lease of the watches could not be renewed in time');
    this.#followNothing();
  }

  #followNothing(): void {
    if (this.#lease !== undefined) this.#options.log.info('This server follows the watches no longer');
    clearTimeout(this.#lease);
    this.#lease = undefined;
    if (this.#followed.size === 0) return;
    this.#followed.clear();
    this.#statuses.clear();
    void this.#options.worker.end();
  }

  /** Tells the process what is new, and what has ended. */
  #follow(watches: Watch[]): void {
    const wanted = new Set(watches.map(({ id }) => id));
    const ended = [...this.#followed.keys()].filter((id) => !wanted.has(id));
    for (const id of ended) {
      this.#followed.delete(id);
      this.#options.worker.ask('remove', { id }).catch(() => undefined);
    }
    // What did not fit may fit now.
    if (ended.length > 0) {
      for (const id of this.#refused) this.#followed.delete(id);
      this.#refused.clear();
    }
    for (const watch of watches) if (!this.#followed.has(watch.id)) this.#add(watch);
  }

  #add(watch: Watch): void {
    const { id, exchange, symbol, interval, createdAt, historyDays } = watch;
    if (!isInterval(interval)) return;
    const from = createdAt.getTime() - historyDays * DAY;
    const order: WatchOrder = { id, exchange, symbol, interval, from };
    const status = statusOf(watch, interval);
    this.#followed.set(id, status);
    // As it was reported last, by a process that is no more, it is no longer.
    if (RUNNING.has(watch.state)) this.status(status);
    this.#tell(order, status);
  }

  #tell(order: WatchOrder, status: WatchStatus): void {
    const { id } = order;
    const isSilent = () => this.#followed.get(id) === status;
    const added = this.#options.worker.ask('add', order).then(() => {
      if (isSilent()) this.status(status);
    });
    added.catch((error: unknown) => {
      if (!(error instanceof WorkerRefusal)) {
        // The process is gone or not there yet: it is told again when it is.
        if (isSilent()) this.#followed.delete(id);
        return;
      }
      this.#refused.add(id);
      const failure = /[.!?]$/.test(error.message) ? error.message : `${error.message}.`;
      this.status({ ...status, state: 'STOPPED', failure, failingSince: Date.now() });
    });
  }
}

const statusOf = (
  { id, exchange, symbol, newestOpenTime }: Watch,
  interval: WatchStatus['interval'],
): WatchStatus => ({
  ...{ id, exchange, symbol, interval, state: 'STARTING', newestOpenTime: newestOpenTime?.getTime() ?? null },
  ...{ nextExpectedAt: null, failure: null, failingSince: null, retryAt: null },
});

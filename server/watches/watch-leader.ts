import { randomUUID } from 'node:crypto';
import { retry } from '@detective/data';
import type { WatchStatus } from '@detective/data/exchanges';
import type { Logger } from 'pino';
import type { DataSource } from 'typeorm';
import { ChangeSignal } from '../feed/change-signal.ts';
import { OutageLog } from '../operation/outage-log.ts';
import { within } from '../operation/within.ts';
import { CorrectionLog } from './correction-log.ts';
import { storeCorrection } from './correction-store.ts';
import { FollowedWatches } from './followed-watches.ts';
import type { CorrectionReport } from './messages.ts';
import { StatusWriter } from './status-writer.ts';
import { holdLease, readWatches, releaseLease } from './watch-store.ts';
import type { WorkerProcess } from './worker-process.ts';

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
  readonly #followed: FollowedWatches;
  readonly #statuses: StatusWriter;
  readonly #outage: OutageLog;
  readonly #correctionLog: CorrectionLog;
  #lease: NodeJS.Timeout | undefined;
  #running: Promise<void> = Promise.resolve();

  constructor(options: WatchLeaderOptions) {
    this.#options = options;
    this.#outage = new OutageLog(options.log, {
      began: 'The database is unavailable; the watches over exchanges wait for it',
      ended: 'The database is available again; the watches over exchanges go on',
    });
    this.#correctionLog = new CorrectionLog((line) => options.log.warn(line));
    this.#statuses = new StatusWriter({
      manager: options.dataSource.manager,
      owner: this.#owner,
      onStored: options.onChange,
      onError: this.#outage.onError,
    });
    this.#followed = new FollowedWatches(options.worker, this.#statuses);
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
    this.#followed.status(status);
  }

  /** What the process followed is followed by nobody until it runs again. */
  died(failure: string, pauseMs: number): void {
    this.#followed.died(failure, Date.now() + pauseMs);
    void this.#statuses.flush();
    setTimeout(() => this.wake(), pauseMs).unref();
  }

  /** Stores a correction, for as long as it takes. */
  async correct({ candle, ...series }: CorrectionReport): Promise<void> {
    const { dataSource } = this.#options;
    const isNews = await retry(() => storeCorrection(dataSource.manager, series, candle), {
      ...{ firstPauseMs: 250, longestPauseMs: 5_000, signal: this.#ending.signal },
      isTemporary: () => true,
      onRetry: ({ error }) => this.#outage.onError(error),
    }).catch(() => false);
    if (isNews) this.#correctionLog.take({ ...series, candle });
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
    this.#followed.follow(await readWatches(manager));
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
    void this.#options.worker.end();
  }
}

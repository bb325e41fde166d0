import { isInterval } from '@detective/data';
import type { WatchStatus } from '@detective/data/exchanges';
import type { Watch } from '@detective/schema';
import type { WatchOrder } from './messages.ts';
import type { StatusWriter } from './status-writer.ts';
import { WorkerRefusal } from './watch-errors.ts';
import type { WorkerProcess } from './worker-process.ts';

/** States of a watch that a process is at work on. */
const RUNNING = new Set<string>(['BACKFILLING', 'LIVE', 'STALE']);
const DAY = 24 * 60 * 60_000;

/** The watches that the process was told to follow, and how each of them is. */
export class FollowedWatches {
  readonly #worker: WorkerProcess;
  readonly #statuses: StatusWriter;
  readonly #followed = new Map<string, WatchStatus>();
  /** What the process has refused to follow. */
  readonly #refused = new Set<string>();

  constructor(worker: WorkerProcess, statuses: StatusWriter) {
    this.#worker = worker;
    this.#statuses = statuses;
  }

  get size(): number {
    return this.#followed.size;
  }

  /** Of a watch that is followed no more, nothing is stored. */
  status(status: WatchStatus): void {
    if (!this.#followed.has(status.id)) return;
    this.#followed.set(status.id, status);
    this.#statuses.put(status);
  }

  /** The process is gone; until it runs again none of them is followed. */
  died(failure: string, retryAt: number): void {
    for (const status of this.#followed.values()) {
      if (status.state === 'STOPPED') continue;
      const failingSince = status.failingSince ?? Date.now();
      this.status({ ...status, state: 'FAILING', failure, failingSince, retryAt });
    }
    this.#followed.clear();
  }

  /** They are another server's now. */
  clear(): void {
    this.#followed.clear();
    this.#statuses.clear();
  }

  /** Tells the process what is new, and what has ended. */
  follow(watches: Watch[]): void {
    const wanted = new Set(watches.map(({ id }) => id));
    const ended = [...this.#followed.keys()].filter((id) => !wanted.has(id));
    for (const id of ended) {
      this.#followed.delete(id);
      this.#worker.ask('remove', { id }).catch(() => undefined);
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
    const added = this.#worker.ask('add', order).then(() => {
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

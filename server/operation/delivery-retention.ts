import { setTimeout as pause } from 'node:timers/promises';
import type { DataSource } from 'typeorm';
import { within } from './within.ts';

const ROWS_A_STEP = 1_000;
const EVERY_MS = 10 * 60_000;
/** Between two steps others have their turn. */
const PAUSE_MS = 50;
const LONGEST_FAREWELL_MS = 2_000;

/** The first attempts end at the deadline at the latest; one that is sent again by hand has a new one. */
const DELETE = `
  WITH old AS (
    SELECT id FROM delivery
     WHERE state <> 'PENDING' AND deadline < clock_timestamp() - $1 * interval '1 day'
     ORDER BY deadline LIMIT $2 FOR UPDATE SKIP LOCKED
  )
  DELETE FROM delivery USING old WHERE delivery.id = old.id`;

export interface DeliveryRetentionOptions {
  dataSource: DataSource;
  /** Receipts are kept for so long after the last attempt that could be made. */
  days: number;
  everyMs?: number;
  onDeleted: (count: number) => void;
  onError: (error: unknown) => void;
}

/** Deletes old receipts in small steps. What still waits stays, however old it is. */
export class DeliveryRetention {
  readonly #options: DeliveryRetentionOptions;
  readonly #timer: NodeJS.Timeout;
  #isStopping = false;
  #running: Promise<void> | undefined;

  constructor(options: DeliveryRetentionOptions) {
    this.#options = options;
    this.#timer = setInterval(() => void this.run(), options.everyMs ?? EVERY_MS).unref();
  }

  /** Deletes what is too old by now; a call during a run shares it. */
  run(): Promise<void> {
    this.#running ??= this.#deleteOld()
      .catch(this.#options.onError)
      .finally(() => {
        this.#running = undefined;
      });
    return this.#running;
  }

  async dispose(): Promise<void> {
    this.#isStopping = true;
    clearInterval(this.#timer);
    await within(LONGEST_FAREWELL_MS, this.#running ?? Promise.resolve());
  }

  async #deleteOld(): Promise<void> {
    const { dataSource, days, onDeleted } = this.#options;
    for (;;) {
      const [, deleted] = await dataSource.query<[unknown[], number]>(DELETE, [days, ROWS_A_STEP]);
      if (deleted > 0) onDeleted(deleted);
      if (deleted < ROWS_A_STEP || this.#isStopping) return;
      await pause(PAUSE_MS);
    }
  }
}

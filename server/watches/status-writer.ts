import type { WatchStatus } from '@detective/data/exchanges';
import type { EntityManager } from 'typeorm';
import { storeStatuses } from './watch-store.ts';

/** Statuses that come within so long are stored together. */
const GATHER_MS = 200;

export interface StatusWriterOptions {
  manager: EntityManager;
  /** Who must have the lease of the watches for anything to be stored. */
  owner: string;
  /** Something was stored. */
  onStored: () => void;
  /** The database is away; what was to be stored is kept. */
  onError: (error: unknown) => void;
}

/** Stores how watches are, the newest word of each, one statement after another. */
export class StatusWriter {
  readonly #options: StatusWriterOptions;
  /** Changed since they were stored. */
  readonly #changed = new Map<string, WatchStatus>();
  #gathering: NodeJS.Timeout | undefined;
  #storing: Promise<void> = Promise.resolve();

  constructor(options: StatusWriterOptions) {
    this.#options = options;
  }

  put(status: WatchStatus): void {
    this.#changed.set(status.id, status);
    this.#gathering ??= setTimeout(() => void this.flush(), GATHER_MS);
  }

  /** Forgets what was not stored yet: it is another server's word now. */
  clear(): void {
    this.#changed.clear();
  }

  /** Resolves when all that came until now was stored or kept. Does not fail. */
  flush(): Promise<void> {
    this.stop();
    this.#storing = this.#storing.then(() => this.#store());
    return this.#storing;
  }

  /** What is kept is stored by `flush` alone. */
  stop(): void {
    clearTimeout(this.#gathering);
    this.#gathering = undefined;
  }

  async #store(): Promise<void> {
    const { manager, owner, onStored, onError } = this.#options;
    const statuses = [...this.#changed.values()];
    if (statuses.length === 0) return;
    this.#changed.clear();
    try {
      await storeStatuses(manager, owner, statuses);
      onStored();
    } catch (error) {
      // What has come meanwhile is newer.
      for (const status of statuses) if (!this.#changed.has(status.id)) this.#changed.set(status.id, status);
      onError(error);
    }
  }
}

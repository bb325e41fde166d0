import { statfs } from 'node:fs/promises';
import type { Logger } from 'pino';
import type { DataSource } from 'typeorm';

/** As PostgreSQL calls a disk without space; it goes on answering questions meanwhile. */
const DISK_FULL = '53100';
const PROBE_EVERY_MS = 5_000;
const PROBE_AT_MOST_EVERY_MS = 1_000;
/** Takes a megabyte, which is more than what a batch of candles needs, and gives it back. */
const PROBE = `CREATE TEMPORARY TABLE disk_probe ON COMMIT DROP AS
  SELECT repeat(md5(number::text), 8) AS filler FROM generate_series(1, 4096) AS number`;
/** PostgreSQL adds this much to its log at a time, and stops when it can't. */
const LOG_SEGMENT_BYTES = 16 * 1024 * 1024;

export interface DiskWatchOptions {
  dataSource: () => DataSource;
  /** Where the files of an embedded PostgreSQL are; undefined for one that is somewhere else. */
  folder?: string;
  log: Logger;
}

/** Whether an error of a query means that the database has no space left. */
export const isDiskFull = (error: unknown): boolean =>
  error instanceof Error && 'code' in error && error.code === DISK_FULL;

/**
 * Knows whether the database has space to write. It learns that there is none from queries that failed, and that there
 * is some again from a temporary table that it makes now and then until that succeeds; each is logged once.
 */
export class DiskWatch {
  readonly #options: DiskWatchOptions;
  #timer: NodeJS.Timeout | undefined;
  #probe: Promise<void> | undefined;
  #probedAt = -Infinity;

  constructor(options: DiskWatchOptions) {
    this.#options = options;
  }

  /** Told of every query that failed, for whatever reason. */
  readonly onQueryError = (error: unknown): void => {
    if (!isDiskFull(error) || this.#timer) return;
    this.#options.log.error('The disk of the database is full: nothing is stored until it has space again');
    this.#timer = setInterval(() => void this.#poll(), PROBE_EVERY_MS).unref();
  };

  /** @param isUp whether PostgreSQL answers; when it does not, a full disk may be why it stopped */
  async isFull(isUp: boolean): Promise<boolean> {
    if (!isUp) return (await this.#freeBytes()) < LOG_SEGMENT_BYTES;
    if (this.#timer) await this.#poll();
    return this.#timer !== undefined;
  }

  dispose(): void {
    clearInterval(this.#timer);
    this.#timer = undefined;
  }

  async #freeBytes(): Promise<number> {
    const { folder } = this.#options;
    if (folder === undefined) return Infinity;
    return statfs(folder).then(
      ({ bavail, bsize }) => bavail * bsize,
      () => Infinity,
    );
  }

  async #poll(): Promise<void> {
    if (performance.now() - this.#probedAt < PROBE_AT_MOST_EVERY_MS) return;
    this.#probe ??= this.#tryToWrite().finally(() => {
      this.#probe = undefined;
      this.#probedAt = performance.now();
    });
    await this.#probe;
  }

  async #tryToWrite(): Promise<void> {
    const isWritable = await this.#options
      .dataSource()
      .transaction((manager) => manager.query(PROBE))
      .then(
        () => true,
        () => false,
      );
    if (!isWritable || !this.#timer) return;
    this.dispose();
    this.#options.log.info('The disk of the database has space again');
  }
}

import type { Watch } from '@detective/schema';
import type { DataSource } from 'typeorm';
import { Abortables } from '../feed/abortables.ts';
import { ChangeSignal } from '../feed/change-signal.ts';
import type { EndSignal } from '../feed/light-signal.ts';
import { readWatchesAsTheyAre } from './watch-store.ts';

const POLL_MS = 1_000;

/**
 * All watches, for subscribers: the whole list at the start and after each change, whichever server made it. A slow
 * subscriber skips to the newest list.
 */
export class WatchFeed {
  readonly #dataSource: DataSource;
  readonly #onError: (error: unknown) => void;
  readonly #closing = new AbortController();
  readonly #streams = new Abortables();
  readonly #wake = new ChangeSignal();
  readonly #read = new ChangeSignal();
  #list: Watch[] | undefined;
  #text = '';
  #followers = 0;
  #isPolling = false;

  constructor(dataSource: DataSource, onError: (error: unknown) => void) {
    this.#dataSource = dataSource;
    this.#onError = onError;
  }

  get followers(): number {
    return this.#followers;
  }

  wake(): void {
    this.#wake.fire();
  }

  follow(): AsyncIterableIterator<Watch[]> {
    return this.#streams.open((signal) => this.#lists(signal));
  }

  dispose(): void {
    this.#closing.abort();
    this.#streams.close();
  }

  async *#lists(signal: EndSignal): AsyncGenerator<Watch[], undefined> {
    this.#followers++;
    try {
      await this.#readNow();
      void this.#poll();
      let sent: Watch[] | undefined;
      while (!signal.aborted) {
        const { version } = this.#read;
        if (this.#list && this.#list !== sent) {
          sent = this.#list;
          yield sent;
        } else {
          await this.#read.after(version, signal);
        }
      }
    } finally {
      if (--this.#followers === 0) this.#wake.fire();
    }
  }

  /** One for all subscribers, as long as there are any. */
  async #poll(): Promise<void> {
    if (this.#isPolling) return;
    this.#isPolling = true;
    const { signal } = this.#closing;
    while (this.#followers > 0 && !signal.aborted) {
      const { version } = this.#wake;
      const timer = setTimeout(() => this.wake(), POLL_MS);
      await this.#wake.after(version, signal);
      clearTimeout(timer);
      if (this.#followers > 0) await this.#readNow();
    }
    this.#isPolling = false;
    // What is left would be old for the next subscriber, should the database be away by then.
    this.#list = undefined;
    this.#text = '';
  }

  async #readNow(): Promise<void> {
    try {
      this.#take(await readWatchesAsTheyAre(this.#dataSource.manager));
    } catch (error) {
      this.#onError(error);
    }
  }

  #take(list: Watch[]): void {
    const text = JSON.stringify(list);
    if (text === this.#text) return;
    this.#text = text;
    this.#list = list;
    this.#read.fire();
  }
}

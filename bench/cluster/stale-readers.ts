import { setTimeout as pause } from 'node:timers/promises';
import { type Load, type LoadedSeries } from './load.ts';

/** How old an answer may be that a reader asks for. */
const MOST_SECONDS = 5;
const READERS = 5;
const EVERY_MS = 250;
const QUERY = 'query ($symbol: String!) { candles(symbol: $symbol, limit: 10) { openTime } }';

/** How many questions were answered by whom. */
export interface Reads {
  standby: number;
  primary: number;
  failed: number;
}

/** Read history through HAProxy, allow that it is some seconds old, and hold the answers against what was acknowledged. */
export class StaleReaders {
  readonly reads: Reads = { standby: 0, primary: 0, failed: 0 };
  /** A sentence for each answer that was older than allowed. */
  readonly faults: string[] = [];
  readonly #url: string;
  readonly #load: Load;
  readonly #over = new AbortController();
  #reading: Promise<unknown> = Promise.resolve();

  constructor(url: string, load: Load) {
    this.#url = url;
    this.#load = load;
  }

  start(): void {
    this.#reading = Promise.all(Array.from({ length: READERS }, () => this.#keepReading()));
  }

  async stop(): Promise<void> {
    this.#over.abort();
    await this.#reading;
  }

  async #keepReading(): Promise<void> {
    while (!this.#over.signal.aborted) {
      const { series } = this.#load;
      const one = series[Math.floor(Math.random() * series.length)];
      if (one) await this.#read(one).catch(() => this.reads.failed++);
      await pause(EVERY_MS);
    }
  }

  async #read({ symbol, sent }: LoadedSeries): Promise<void> {
    const before = performance.now() - MOST_SECONDS * 1_000;
    const owed = sent.findLast(({ acknowledgedAt = Infinity }) => acknowledgedAt <= before)?.openTime;
    const response = await fetch(`${this.#url}/graphql`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', 'cache-control': `max-stale=${MOST_SECONDS}` },
      body: JSON.stringify({ query: QUERY, variables: { symbol } }),
    });
    const { data } = (await response.json()) as { data?: { candles: { openTime: string }[] } | null };
    if (!data) throw new Error(`answered with ${response.status}`);
    const isStale = response.headers.has('age');
    this.reads[isStale ? 'standby' : 'primary']++;
    const newest = data.candles.at(-1)?.openTime ?? '';
    if (owed !== undefined && newest < owed) {
      const who = isStale ? 'the standby' : 'the primary';
      this.faults.push(
        `${symbol} as ${who} has it ends at ${newest || 'nothing'}, ${owed} was acknowledged.`,
      );
    }
  }
}

import { setTimeout as pause } from 'node:timers/promises';
import type { Ohlcv, SeriesKey } from '@detective/data';
import { isSameOhlcv, seriesName } from '../ingest/incoming-candle.ts';
import type { ServerClient } from './server-client.ts';

const CANDLES_A_BATCH = 1_000;
/** How far a replay that was held up may lag before it gives up catching up. */
const LARGEST_LAG_MS = 1_000;

/** The server's series was not made from this source. */
export class OtherCandlesError extends Error {
  override name = 'OtherCandlesError';

  constructor(key: SeriesKey, openTime: number, source: string) {
    super(
      `${seriesName(key)} already holds other candles than ${source}, for one at ${new Date(openTime).toISOString()}: ` +
        `use another symbol, another DATA_DIR or another database.`,
    );
  }
}

export interface ReplayOptions {
  key: SeriesKey;
  /** Ascending by open time. */
  candles: AsyncIterable<Ohlcv> | Iterable<Ohlcv>;
  /** What the candles come from, for messages. */
  source: string;
  client: ServerClient;
  /** Candles a second, or as fast as it goes. */
  rate: number | 'max';
  signal: AbortSignal;
  /** Told after each mutation; `openTime` is that of the newest candle the server has. */
  onProgress: (progress: { sent: number; openTime: number }) => void;
}

/**
 * Streams candles to the server, one mutation a candle at a finite rate and in batches at `max`, beginning after the
 * newest candle that the server has.
 *
 * @returns how many candles were sent
 * @throws {OtherCandlesError} when the server holds other candles for the same time
 */
export async function replay({
  key,
  candles,
  source,
  client,
  rate,
  signal,
  onProgress,
}: ReplayOptions): Promise<number> {
  const newest = await client.newest(key);
  const size = rate === 'max' ? CANDLES_A_BATCH : 1;
  const pace = rate === 'max' ? undefined : new Pace(1_000 / rate, signal);
  let sent = 0;
  for await (const batch of inBatches(after(newest, candles, key, source), size)) {
    if (signal.aborted) break;
    await client.send(key, batch);
    sent += batch.length;
    onProgress({ sent, openTime: batch.at(-1)?.openTime ?? NaN });
    await pace?.next();
  }
  return sent;
}

async function* after(
  newest: Ohlcv | null,
  candles: AsyncIterable<Ohlcv> | Iterable<Ohlcv>,
  key: SeriesKey,
  source: string,
): AsyncGenerator<Ohlcv> {
  for await (const candle of candles) {
    if (newest && candle.openTime === newest.openTime && !isSameOhlcv(candle, newest)) {
      throw new OtherCandlesError(key, candle.openTime, source);
    }
    if (!newest || candle.openTime > newest.openTime) yield candle;
  }
}

async function* inBatches(candles: AsyncIterable<Ohlcv>, size: number): AsyncGenerator<Ohlcv[]> {
  let batch: Ohlcv[] = [];
  for await (const candle of candles) {
    batch.push(candle);
    if (batch.length < size) continue;
    yield batch;
    batch = [];
  }
  if (batch.length > 0) yield batch;
}

/** Keeps an even pace: the time a mutation took is made up for, a long hold-up is not. */
class Pace {
  #due = performance.now();

  constructor(
    readonly periodMs: number,
    readonly signal: AbortSignal,
  ) {}

  async next(): Promise<void> {
    const now = performance.now();
    this.#due = Math.max(this.#due + this.periodMs, now - LARGEST_LAG_MS);
    if (this.#due > now)
      await pause(this.#due - now, undefined, { signal: this.signal }).catch(() => undefined);
  }
}

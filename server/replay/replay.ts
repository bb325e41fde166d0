import type { EpochMs, Ohlcv, SeriesKey } from '@detective/data';
import { isSameOhlcv, seriesName } from '../ingest/incoming-candle.ts';
import type { ReplayControl } from './replay-control.ts';
import type { ServerClient } from './server-client.ts';

const CANDLES_A_BATCH = 1_000;

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
  control: ReplayControl;
  signal: AbortSignal;
  /** Told after each mutation, and when the replay begins or ceases to wait. */
  onProgress: (progress: ReplayProgress) => void;
}

export interface ReplayProgress {
  /** Candles sent or left out so far. */
  sent: number;
  /** Newest candle that the server has; null before the first. */
  openTime: EpochMs | null;
  isWaiting: boolean;
}

/**
 * Streams candles to the server, one mutation a candle at a finite rate and in batches at `max`, beginning after the
 * newest candle that the server has, as the control allows.
 *
 * @returns how many candles were sent or left out
 * @throws {OtherCandlesError} when the server holds other candles for the same time
 */
export async function replay(options: ReplayOptions): Promise<number> {
  const { key, candles, source, client, control, signal, onProgress } = options;
  const newest = await client.newest(key);
  const progress: ReplayProgress = { sent: 0, openTime: newest?.openTime ?? null, isWaiting: false };
  let batch: Ohlcv[] = [];
  const flush = async () => {
    const last = batch.at(-1);
    if (!last) return;
    await client.send(key, batch);
    progress.sent += batch.length;
    progress.openTime = last.openTime;
    batch = [];
    onProgress({ ...progress });
    await control.pace();
  };
  for await (const candle of candlesAfter(newest, candles, key, source)) {
    if (control.holdsBack(candle.openTime)) {
      await flush();
      onProgress({ ...progress, isWaiting: true });
      await control.untilAllowed(candle.openTime);
      onProgress({ ...progress });
    }
    if (signal.aborted) break;
    if (control.leavesOut(candle.openTime)) progress.sent++;
    else batch.push(candle);
    if (batch.length >= (control.orders.rate === 'max' ? CANDLES_A_BATCH : 1)) await flush();
  }
  if (!signal.aborted) await flush();
  return progress.sent;
}

/**
 * The candles behind the newest stored one.
 *
 * @param isOther whether what the source has for the newest stored candle shows that the series is not this one
 * @throws {OtherCandlesError} when it does
 */
export async function* candlesAfter(
  newest: Ohlcv | null,
  candles: AsyncIterable<Ohlcv> | Iterable<Ohlcv>,
  key: SeriesKey,
  source: string,
  isOther = (stored: Ohlcv, given: Ohlcv) => !isSameOhlcv(stored, given),
): AsyncGenerator<Ohlcv> {
  for await (const candle of candles) {
    if (newest && candle.openTime === newest.openTime && isOther(newest, candle)) {
      throw new OtherCandlesError(key, candle.openTime, source);
    }
    if (!newest || candle.openTime > newest.openTime) yield candle;
  }
}

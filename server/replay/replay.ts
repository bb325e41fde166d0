import type { CandleTable, EpochMs, Ohlcv, SeriesKey } from '@detective/data';
import { RefusedByServerError } from '../candle-sender/ask-server.ts';
import type { CandleSender } from '../candle-sender/candle-sender.ts';
import type { ReplayPacing } from './replay-pacing.ts';

const CANDLES_A_BATCH = 1_000;

export interface ReplayOptions {
  key: SeriesKey;
  candles: CandleTable;
  /** Index of the first candle to send. */
  start: number;
  sender: CandleSender;
  pacing: ReplayPacing;
  signal: AbortSignal;
  /** Kept up to date, also where the replay is stopped or fails. */
  result: ReplayResult;
  /** Told after each mutation, and when the replay begins or ceases to wait. */
  onProgress: (progress: ReplayProgress) => void;
}

export interface ReplayProgress {
  /** Candles sent or left out so far. */
  done: number;
  /** Newest candle that the server has acknowledged; null before the first. */
  openTime: EpochMs | null;
  isWaiting: boolean;
}

export interface ReplayResult {
  /** Candles that the server acknowledged. */
  sent: number;
  /** Which ones, ascending and apart: two where candles between them were left out. */
  ranges: IndexRange[];
}

/** Candles of a table. */
export interface IndexRange {
  start: number;
  /** Index after the last. */
  end: number;
}

/**
 * Streams candles to the server, one mutation a candle at a finite rate and in batches at `max`, as the pacing allows.
 *
 * @throws {RefusedByServerError} for a candle that the server refuses for good, once those before it are stored
 */
export async function replay(options: ReplayOptions): Promise<void> {
  const { candles, start, pacing, signal, result, onProgress } = options;
  const progress: ReplayProgress = { done: 0, openTime: null, isWaiting: false };
  for (let index = start; index < candles.length && !signal.aborted;) {
    const openTime = candles.openTimeAt(index);
    if (pacing.holdsBack(openTime)) {
      onProgress({ ...progress, isWaiting: true });
      await pacing.untilAllowed(openTime);
      onProgress({ ...progress });
      continue;
    }
    const batch = nextBatch(options, index);
    if (batch.length === 0) {
      // It is left out.
      index++;
      progress.done++;
      continue;
    }
    await sendUpToRefused(options, batch);
    addTo(result, { start: index, end: index + batch.length });
    index += batch.length;
    progress.done += batch.length;
    progress.openTime = batch.at(-1)?.openTime ?? null;
    onProgress({ ...progress });
    await pacing.pace();
  }
}

function nextBatch({ candles, pacing }: ReplayOptions, start: number): Ohlcv[] {
  const most = pacing.command.rate === 'max' ? CANDLES_A_BATCH : 1;
  const batch: Ohlcv[] = [];
  for (let index = start; index < candles.length && batch.length < most; index++) {
    const candle = candles.at(index);
    if (pacing.leavesOut(candle.openTime) || pacing.holdsBack(candle.openTime)) break;
    batch.push(candle);
  }
  return batch;
}

/** One candle that is refused does not cost those before it. */
async function sendUpToRefused({ sender, key }: ReplayOptions, batch: Ohlcv[]): Promise<void> {
  try {
    await sender.send(key, batch);
  } catch (error) {
    const index = error instanceof RefusedByServerError ? (error.candleIndex ?? 0) : 0;
    if (index > 0) await sender.send(key, batch.slice(0, index));
    throw error;
  }
}

function addTo(result: ReplayResult, { start, end }: IndexRange): void {
  result.sent += end - start;
  const last = result.ranges.at(-1);
  if (last?.end === start) last.end = end;
  else result.ranges.push({ start, end });
}

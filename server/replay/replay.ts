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
  /** Whether the series has a candle already. */
  hasBegun: boolean;
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
  /** Which ones, ascending and apart: two where a candle between them was refused. */
  ranges: IndexRange[];
  /** Candles that the server says can't be. */
  refused: RefusedCandle[];
}

/** A candle that the server refused for what it is, which costs no other candle. */
export interface RefusedCandle {
  openTime: EpochMs;
  /** As the server says it. */
  reason: string;
}

/** Candles of a table. */
export interface IndexRange {
  start: number;
  /** Index after the last. */
  end: number;
}

/**
 * Streams candles to the server, one mutation a candle at a finite rate and in batches at `max`, as the pacing allows.
 * Those before the time that it is told to jump to are sent at once, in batches; in a series that has none yet they are left out.
 *
 * @throws {RefusedByServerError} where the series as a whole is refused, such as one that holds other candles, once
 *   those before it are stored; a single candle that can't be is left out instead, and those after it go on
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
    const isJumped = pacing.jumpsOver(openTime);
    if (isJumped && !options.hasBegun && result.sent === 0) {
      // A series may begin anywhere.
      index++;
      progress.done++;
      continue;
    }
    const batch = nextBatch(options, index);
    const sent = await sendUpToRefused(options, batch);
    addTo(result, { start: index, end: index + sent });
    // What was refused is done with, too.
    const done = Math.min(sent + 1, batch.length);
    index += done;
    progress.done += done;
    progress.openTime = batch[sent - 1]?.openTime ?? progress.openTime;
    onProgress({ ...progress });
    if (!isJumped) await pacing.pace();
  }
}

function nextBatch({ candles, pacing }: ReplayOptions, start: number): Ohlcv[] {
  // Left out, they would be a gap in the series, and a long one makes the detector start anew.
  const isJumped = pacing.jumpsOver(candles.openTimeAt(start));
  const most = isJumped || pacing.command.rate === 'max' ? CANDLES_A_BATCH : 1;
  const batch: Ohlcv[] = [];
  for (let index = start; index < candles.length && batch.length < most; index++) {
    const candle = candles.at(index);
    if (pacing.jumpsOver(candle.openTime) !== isJumped || pacing.holdsBack(candle.openTime)) break;
    batch.push(candle);
  }
  return batch;
}

const VALUES = new Set(['openTime', 'open', 'high', 'low', 'close', 'volume']);

/** Whether a candle is refused for what it is. What is refused for another reason would be so for the next one, too. */
const isOfOneCandle = ({ code, field = '' }: RefusedByServerError): boolean =>
  code === 'CANDLE_NOT_CLOSED' || (code === 'BAD_USER_INPUT' && VALUES.has(field));

/**
 * One candle that is refused costs no other one.
 *
 * @returns how many were stored before it; all of them where none was refused
 */
async function sendUpToRefused({ sender, key, result }: ReplayOptions, batch: Ohlcv[]): Promise<number> {
  try {
    await sender.send(key, batch);
    return batch.length;
  } catch (error) {
    if (!(error instanceof RefusedByServerError)) throw error;
    const index = batch.length === 1 ? 0 : error.candleIndex;
    const refused = index === undefined ? undefined : batch[index];
    if (index) await sender.send(key, batch.slice(0, index));
    if (index === undefined || !refused || !isOfOneCandle(error)) throw error;
    result.refused.push({ openTime: refused.openTime, reason: error.message });
    return index;
  }
}

function addTo(result: ReplayResult, { start, end }: IndexRange): void {
  if (start === end) return;
  result.sent += end - start;
  const last = result.ranges.at(-1);
  if (last?.end === start) last.end = end;
  else result.ranges.push({ start, end });
}

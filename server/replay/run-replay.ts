import type { EpochMs } from '@detective/data';
import type { CandleSender } from '../candle-sender/candle-sender.ts';
import { readRecordedSource, type RecordedSource } from '../sources/recorded-source.ts';
import type { SourceReporter } from '../sources/source-status.ts';
import { compareStored, describeComparison, isAllHeld } from './compare-stored.ts';
import { ControlConnection, type WorkerState } from './control-connection.ts';
import { findStart } from './find-start.ts';
import { createProgress } from './progress.ts';
import { RemainingCandles } from './remaining-candles.ts';
import type { ReplayArguments } from './replay-arguments.ts';
import { ReplayPacing } from './replay-pacing.ts';
import { replay, type ReplayResult } from './replay.ts';

/** At its end the server did not hold what was sent. */
export class NotStoredError extends Error {
  override name = 'NotStoredError';
}

export interface RunReplayOptions {
  sender: CandleSender;
  reporter: SourceReporter;
  token: () => string | undefined;
  /** Stops the replay after the mutation under way. */
  signal: AbortSignal;
}

/**
 * Streams a recorded source from the newest stored candle to its end, shows how far it is, and compares at the end what
 * the server holds with what was sent.
 *
 * @throws {OtherCandlesError} when the server holds other candles for the same time
 * @throws {NotStoredError} when the server does not hold everything that it acknowledged
 */
export async function runReplay(given: ReplayArguments, options: RunReplayOptions): Promise<void> {
  const source = await readRecordedSource(given);
  try {
    await runSource(source, given, options);
  } finally {
    source.candles.dispose();
  }
}

async function runSource(
  source: RecordedSource,
  given: ReplayArguments,
  options: RunReplayOptions,
): Promise<void> {
  const { sender, reporter, signal } = options;
  const { key } = source;
  const args = { ...given, key };
  reporter.follows(key);
  const { index, newest, isRevised } = await findStart(sender, key, source);
  reporter.tell('server', null);
  const from = newest ? `after ${iso(newest.openTime)}` : 'from the start';
  const total = source.candles.length - index;
  if (newest && isRevised) {
    const what = `${source.label} has other values now for the candle of ${iso(newest.openTime)}`;
    console.log(`${what}: the stored one stays as it was judged`);
  }
  console.log(`Replaying ${source.label} as ${key.symbol} ${key.interval} ${from}: ${total} candles`);
  const result = await stream(args, options, source, { index, hasBegun: newest !== null });
  if (signal.aborted) {
    console.log(`Stopped after ${result.sent} candles; the next replay goes on there.`);
    return;
  }
  const comparison = await compareStored(sender, key, source.candles, result);
  const line = describeComparison(comparison);
  if (!isAllHeld(comparison)) throw new NotStoredError(line);
  console.log(line);
}

const iso = (time: EpochMs) => new Date(time).toISOString();

async function stream(
  { key, url, rate }: ReplayArguments,
  { sender, token, signal }: RunReplayOptions,
  { label, candles }: RecordedSource,
  { index: start, hasBegun }: { index: number; hasBegun: boolean },
): Promise<ReplayResult> {
  const remaining = new RemainingCandles(candles, start);
  const pacing = new ReplayPacing({ isPaused: false, rate, from: null, to: null }, signal);
  const connection = new ControlConnection({ url, token, key, source: label, remaining, pacing });
  const progress = createProgress(remaining.total);
  const result: ReplayResult = { sent: 0, ranges: [], refused: [] };
  let state: WorkerState = 'STOPPED';
  try {
    await replay({
      ...{ key, candles, start, hasBegun, sender, pacing, signal, result },
      onProgress(made) {
        connection.report(made);
        const goal = made.done + remaining.left(made.done, pacing.command);
        if (made.openTime !== null) progress.show(made.done, goal, made.openTime);
      },
    }).catch((error: unknown) => {
      if (!isAbort(error, signal)) throw error;
    });
    if (!signal.aborted) state = 'FINISHED';
    return result;
  } finally {
    progress.dispose();
    await connection.dispose(state);
  }
}

/** Whether an error only says that the replay was told to stop while it waited. */
export const isAbort = (error: unknown, signal: AbortSignal): boolean =>
  signal.aborted && error instanceof Error && error.name === 'AbortError';

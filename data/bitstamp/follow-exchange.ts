import { INTERVALS, type EpochMs, type Ohlcv } from '../ohlcv.ts';
import type { SeriesKey } from '../series-key.ts';
import { askExchange } from './ask-exchange.ts';
import { BackOff } from './back-off.ts';
import { WALL_CLOCK, type Clock } from '../clock.ts';
import type { Exchange, TimeRange } from './exchange.ts';
import { ExchangeError } from './exchange-errors.ts';
import { BELIEVED_ANSWERS, Cursor } from './cursor.ts';
import { readPage, type Page } from './read-page.ts';

/** A machine may sleep, or its clock be set: the time is read again at least this often. */
const LONGEST_WAIT_MS = 30_000;

export interface FollowExchangeOptions {
  exchange: Exchange;
  key: SeriesKey;
  /** The first candle opens at or after this time. */
  from: EpochMs;
  /** Ends the source: the request or wait in progress is cancelled, and nothing is left running. */
  signal: AbortSignal;
  /** Another address than the exchange's own. */
  url?: string | undefined;
  /** Told in one sentence what failed, when it recovered, and which candles were left out. Must not throw. */
  onTrouble?: (line: string) => void;
  /** Told why nothing comes, and null when something does again. Must not throw. */
  onFailing?: (reason: string | null) => void;
  /** How long after its end a candle is asked for, so that the last trades are in it. Default 10 s. */
  marginMs?: number;
  /** How long an answer may take. Default 20 s. */
  timeoutMs?: number;
  clock?: Clock;
}

/**
 * The closed candles of an exchange, ascending and each once: history in pages, then for ever each candle as it
 * closes. The candle that is still open never comes.
 *
 * Every failure is retried with growing pauses: no connection, no answer in time, a refusal (after the `Retry-After`
 * it names), an answer that makes no sense, a candle that is late. A candle that is missing or impossible is asked
 * for again and never made up. It is left out, and `onTrouble` told so, only when a later candle is there and several
 * answers in a row lacked it; the detector then sees a gap. Empty answers alone never make a gap.
 *
 * @throws {UnknownMarketError} at the first step, for a symbol or an interval that can't be of this exchange; nothing else
 * @example for await (const candle of followExchange({ exchange: BITSTAMP, key, from, signal })) await send(candle);
 */
export async function* followExchange(options: FollowExchangeOptions): AsyncGenerator<Ohlcv, undefined> {
  const { signal, onTrouble = () => undefined, clock = WALL_CLOCK, marginMs = 10_000 } = options;
  const intervalMs = INTERVALS[options.key.interval];
  const backOff = new BackOff({ clock, signal, onTrouble, onFailing: options.onFailing });
  const cursor = new Cursor({ ...options, onLeftOut: onTrouble });
  while (!signal.aborted) {
    const newest = Math.floor((clock.now() - marginMs) / intervalMs) * intervalMs - intervalMs;
    if (cursor.next > newest) {
      const askAt = cursor.next + intervalMs + marginMs;
      await clock.wait(Math.min(askAt - clock.now(), LONGEST_WAIT_MS), signal);
      continue;
    }
    const range = cursor.rangeUpTo(newest);
    const page = await ask(options, range, clock, backOff);
    if (!page) continue;
    for (const candle of cursor.read(page)) {
      yield candle;
      if (signal.aborted) return;
    }
    const step = cursor.stepAfter(page, range, newest);
    if (step === 'complete') backOff.reset();
    else if (step === 'ask') backOff.restart();
    // A new candle is often a moment late; that is worth a line only when it lasts.
    else await backOff.pause({ reason: cursor.doubt(page), reportFromAttempt: BELIEVED_ANSWERS });
  }
}

async function ask(
  options: FollowExchangeOptions,
  range: TimeRange,
  clock: Clock,
  backOff: BackOff,
): Promise<Page | undefined> {
  const { exchange, key, signal, url = exchange.url, timeoutMs = 20_000 } = options;
  try {
    const rows = await askExchange({ exchange, key, signal, url, timeoutMs }, range, clock.now());
    return readPage(exchange, rows, key.interval, range);
  } catch (error) {
    if (!(error instanceof ExchangeError)) throw error;
    await backOff.pause({ reason: error.message, atLeastMs: error.retryAfterMs });
    return undefined;
  }
}

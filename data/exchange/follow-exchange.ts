import { INTERVALS, type EpochMs, type Ohlcv } from '../ohlcv.ts';
import type { SeriesKey } from '../series-key.ts';
import { askExchange } from './ask-exchange.ts';
import { BackOff } from './back-off.ts';
import { WALL_CLOCK, type Clock } from '../clock.ts';
import type { Exchange, Stretch } from './exchange.ts';
import { ExchangeError } from './exchange-errors.ts';
import { BELIEVED_ANSWERS, Place } from './place.ts';
import { readPage, type Page } from './read-page.ts';

/** A machine sleeps, or its clock is set: what time it is has to be looked at again after this long. */
const LONGEST_WAIT_MS = 30_000;

export interface FollowExchangeOptions {
  exchange: Exchange;
  key: SeriesKey;
  /** The first candle opens at or after this time. */
  from: EpochMs;
  /** Ends the source: the request or the wait under way is given up, and nothing is left running. */
  signal: AbortSignal;
  /** Another address than the exchange's own. */
  url?: string | undefined;
  /** Told in a sentence what goes wrong, when it goes on, and which candles are left out. Must not throw. */
  onTrouble?: (line: string) => void;
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
 * Whatever goes wrong is tried again with growing pauses: no connection, no answer in time, a refusal (after the
 * `Retry-After` it names), an answer that makes no sense, a candle that is late. A candle that is missing or can't be
 * true is asked for again and never made up; it is left out, which `onTrouble` is told, only when a later candle is
 * there and several answers in a row lacked it. The detector then sees a gap. An exchange that answers with nothing
 * at all can't make a hole.
 *
 * @throws {UnknownMarketError} at the first step, for a symbol that can't be of this exchange; nothing else
 * @example for await (const candle of followExchange({ exchange: BITSTAMP, key, from, signal })) await send(candle);
 */
export async function* followExchange(options: FollowExchangeOptions): AsyncGenerator<Ohlcv, undefined> {
  const { signal, onTrouble = () => undefined, clock = WALL_CLOCK, marginMs = 10_000 } = options;
  const intervalMs = INTERVALS[options.key.interval];
  const backOff = new BackOff({ clock, signal, onTrouble });
  const place = new Place({ ...options, onLeftOut: onTrouble });
  while (!signal.aborted) {
    const newest = Math.floor((clock.now() - marginMs) / intervalMs) * intervalMs - intervalMs;
    if (place.next > newest) {
      const askAt = place.next + intervalMs + marginMs;
      await clock.wait(Math.min(askAt - clock.now(), LONGEST_WAIT_MS), signal);
      continue;
    }
    const stretch = place.stretchUpTo(newest);
    const page = await ask(options, stretch, clock, backOff);
    if (!page) continue;
    for (const candle of place.read(page)) {
      yield candle;
      if (signal.aborted) return;
    }
    const step = place.stepAfter(page, stretch, newest);
    if (step === 'complete') backOff.reset();
    else if (step === 'ask') backOff.restart();
    // A new candle is often a moment late; that is worth a line only when it lasts.
    else await backOff.pause({ reason: place.doubt(page), saidFromTry: BELIEVED_ANSWERS });
  }
}

async function ask(
  options: FollowExchangeOptions,
  stretch: Stretch,
  clock: Clock,
  backOff: BackOff,
): Promise<Page | undefined> {
  const { exchange, key, signal, url = exchange.url, timeoutMs = 20_000 } = options;
  try {
    const rows = await askExchange({ exchange, key, signal, url, timeoutMs }, stretch, clock.now());
    return readPage(exchange, rows, key.interval, stretch);
  } catch (error) {
    if (!(error instanceof ExchangeError)) throw error;
    await backOff.pause({ reason: error.message, atLeastMs: error.retryAfterMs });
    return undefined;
  }
}

import {
  type EpochMs,
  type ExchangeName,
  EXCHANGES,
  followExchange,
  isSameOhlcv,
  type Ohlcv,
  type SeriesKey,
  seriesName,
} from '@detective/data';
import type { CandleSender } from '../candle-sender/candle-sender.ts';
import { inBatches } from './in-batches.ts';
import { OtherCandlesError } from './other-candles-error.ts';
import type { SourceReporter } from './source-status.ts';

const CANDLES_A_BATCH = 1_000;

/** Enough for the model to warm up and for thresholds from a season of scores. */
const HISTORY_MS = 90 * 24 * 60 * 60_000;

export interface ExchangeWatchOptions {
  exchange: ExchangeName;
  /** Another address than the exchange's own. */
  exchangeUrl: string | undefined;
  key: SeriesKey;
  /** Where to begin while the series is empty; 90 days back where nobody says. */
  from: EpochMs | undefined;
  sender: CandleSender;
  reporter: SourceReporter;
  /** Stops it after the mutation under way. */
  signal: AbortSignal;
}

/**
 * Sends the closed candles of an exchange, from the newest stored one on and for ever. It takes no commands: nobody
 * can pause a market.
 *
 * @throws {OtherCandlesError} when the newest stored candle can't be of this market
 * @throws {UnknownMarketError} for a symbol or an interval that can't be of this exchange
 * @throws {RefusedByServerError} when the server refuses a candle for good
 */
export async function watchExchange(options: ExchangeWatchOptions): Promise<void> {
  const { key, sender, reporter, signal, exchangeUrl } = options;
  const exchange = EXCHANGES[options.exchange];
  const newest = await sender.newest(key);
  reporter.tell('server', null);
  reporter.follows(key);
  const from = newest?.openTime ?? options.from ?? Date.now() - HISTORY_MS;
  console.log(
    `Following ${exchange.name} as ${seriesName(key)}, ${newest ? 'after' : 'from'} ${new Date(from).toISOString()}`,
  );

  const over = new AbortController();
  const stop = () => over.abort();
  signal.addEventListener('abort', stop, { once: true });
  if (signal.aborted) stop();
  const candles = followExchange({
    ...{ exchange, key, from, url: exchangeUrl, signal: over.signal },
    onTrouble: (line) => console.error(line),
    onFailing: (reason) => reporter.tell('exchange', reason),
  });
  try {
    for await (const batch of inBatches(after(newest, candles, key, exchange.name), CANDLES_A_BATCH)) {
      if (signal.aborted) break;
      await sender.send(key, batch);
      console.log(describe(batch));
    }
  } finally {
    stop();
    signal.removeEventListener('abort', stop);
  }
}

/** The candles behind the newest stored one, which the exchange has to know. */
async function* after(
  newest: Ohlcv | null,
  candles: AsyncIterable<Ohlcv>,
  key: SeriesKey,
  exchange: string,
): AsyncGenerator<Ohlcv> {
  for await (const candle of candles) {
    if (newest && candle.openTime === newest.openTime) checkNewest(newest, candle, key, exchange);
    if (!newest || candle.openTime > newest.openTime) yield candle;
  }
}

/** An exchange may correct a candle after it has closed; another market is somewhere else altogether. */
function checkNewest(stored: Ohlcv, given: Ohlcv, key: SeriesKey, exchange: string): void {
  const isOtherMarket = given.low > stored.high || given.high < stored.low;
  if (isOtherMarket) throw new OtherCandlesError(key, stored.openTime, exchange);
  if (isSameOhlcv(stored, given)) return;
  const time = new Date(stored.openTime).toISOString();
  console.error(
    `${exchange} has other values now for the candle of ${time}: the stored one stays as it was judged`,
  );
}

function describe(batch: Ohlcv[]): string {
  const last = batch.at(-1)?.openTime ?? NaN;
  return `${batch.length} ${batch.length === 1 ? 'candle' : 'candles'}, up to ${new Date(last).toISOString()}`;
}

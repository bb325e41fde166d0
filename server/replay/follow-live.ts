import { EXCHANGES, followExchange, type Ohlcv } from '@detective/data';
import { isSameOhlcv, seriesName } from '../ingest/incoming-candle.ts';
import { inBatches } from './in-batches.ts';
import type { ReplayCommand } from './replay-options.ts';
import { candlesAfter } from './replay.ts';
import { ServerClient } from './server-client.ts';

const CANDLES_A_BATCH = 1_000;

/** Enough for the model to warm up and for thresholds from a season of scores. */
const HISTORY_MS = 90 * 24 * 60 * 60_000;

/**
 * Sends the closed candles of an exchange, from the newest stored one on and for ever. It reports no replay and obeys
 * no orders: nobody can pause a market.
 *
 * @param token the server's INGEST_TOKEN, where it has one
 * @param signal stops it after the mutation under way
 * @throws {OtherCandlesError} when the newest stored candle can't be of this market
 * @throws {RefusedByServerError} when the server refuses a candle for good
 */
export async function followLive(
  { exchange: name = 'bitstamp', exchangeUrl, key, from: begin, url }: ReplayCommand,
  token: string | undefined,
  signal: AbortSignal,
): Promise<void> {
  const exchange = EXCHANGES[name];
  const onWaiting = (reason: string) => console.log(`Waiting for the server: ${reason}`);
  const client = new ServerClient({ url, token, signal, onWaiting });
  const newest = await client.newest(key);
  const from = newest?.openTime ?? begin ?? Date.now() - HISTORY_MS;
  console.log(
    `Following ${exchange.name} as ${seriesName(key)}, ${newest ? 'after' : 'from'} ${new Date(from).toISOString()}`,
  );

  const over = new AbortController();
  const stop = () => over.abort();
  signal.addEventListener('abort', stop, { once: true });
  if (signal.aborted) stop();
  const onTrouble = (line: string) => console.error(line);
  const candles = followExchange({ exchange, key, from, url: exchangeUrl, signal: over.signal, onTrouble });
  const isOther = (stored: Ohlcv, given: Ohlcv) => {
    // An exchange may correct a candle after it has closed; another market is somewhere else altogether.
    if (!isSameOhlcv(stored, given)) onTrouble(describeCorrection(exchange.name, stored.openTime));
    return given.low > stored.high || given.high < stored.low;
  };
  const later = candlesAfter(newest, candles, key, exchange.name, isOther);
  try {
    for await (const batch of inBatches(later, CANDLES_A_BATCH)) {
      if (signal.aborted) break;
      await client.send(key, batch);
      console.log(describe(batch));
    }
  } finally {
    stop();
    signal.removeEventListener('abort', stop);
  }
}

const describeCorrection = (exchange: string, openTime: number) =>
  `${exchange} has other values now for the candle of ${new Date(openTime).toISOString()}: the stored one stays as it was judged`;

function describe(batch: Ohlcv[]): string {
  const last = batch.at(-1)?.openTime ?? NaN;
  return `${batch.length} ${batch.length === 1 ? 'candle' : 'candles'}, up to ${new Date(last).toISOString()}`;
}

import type { Ohlcv, SeriesKey } from '@detective/data';
import type { MarketWatch } from '@detective/data/exchanges';
import { RefusedByServerError } from '../candle-sender/ask-server.ts';
import type { CandleSender } from '../candle-sender/candle-sender.ts';

const CANDLES_A_REQUEST = 1_000;
const DAY = 24 * 60 * 60_000;

export interface StoreCandlesOptions {
  sender: CandleSender;
  /** A candle that is stored already with other values: the exchange has changed it meanwhile. */
  onCorrection: (candle: Ohlcv) => Promise<void>;
  /** A candle that the server does not take and that costs no other one. */
  onRefused: (candle: Ohlcv, refusal: RefusedByServerError) => void;
}

const keyOf = ({ exchange, symbol, interval }: MarketWatch): SeriesKey => ({ exchange, symbol, interval });

/** What a refusal names when no candle of the series would be taken, such as another spelling of a stored market. */
const OF_THE_SERIES = new Set(['exchange', 'symbol', 'interval']);

/**
 * Stores closed candles of a market, ascending. A candle that the server refuses costs no other one: a stored one with
 * other values is a correction; any other, too old or impossible, is left out.
 *
 * @throws {RefusedByServerError} when the server refuses the series as such
 */
export async function storeCandles(
  watch: MarketWatch,
  candles: readonly Ohlcv[],
  options: StoreCandlesOptions,
): Promise<void> {
  for (let first = 0; first < candles.length; first += CANDLES_A_REQUEST) {
    const batch = candles.slice(first, first + CANDLES_A_REQUEST);
    const refusal = await sendAll(watch, batch, options.sender);
    if (!refusal) continue;
    // One by one there is no doubt which candle is meant, even where something on the way made requests smaller.
    for (const candle of batch) {
      const refusalOfOne = await sendAll(watch, [candle], options.sender);
      if (refusalOfOne?.code === 'CANDLE_CONFLICT') await options.onCorrection(candle);
      else if (refusalOfOne) options.onRefused(candle, refusalOfOne);
    }
  }
}

/** @returns the refusal, where it concerns one candle */
async function sendAll(
  watch: MarketWatch,
  candles: Ohlcv[],
  sender: CandleSender,
): Promise<RefusedByServerError | undefined> {
  try {
    await sender.send(keyOf(watch), candles);
    return undefined;
  } catch (error) {
    if (error instanceof RefusedByServerError && isOfOneCandle(error)) return error;
    throw error;
  }
}

const isOfOneCandle = ({ code, field }: RefusedByServerError): boolean =>
  code !== 'BAD_USER_INPUT' || (field !== undefined && !OF_THE_SERIES.has(field));

/** The newest stored candles of a market, those of a day, ascending; none while nothing is stored. */
export async function newestStored(watch: MarketWatch, sender: CandleSender): Promise<Ohlcv[]> {
  const key = keyOf(watch);
  const newest = await sender.newest(key);
  if (!newest) return [];
  const known: Ohlcv[] = [];
  const range = { from: newest.openTime - DAY, to: newest.openTime + 1 };
  for await (const candle of sender.stored(key, range)) known.push(candle);
  return known;
}

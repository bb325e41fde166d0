import type { Ohlcv, SeriesKey } from '@detective/data';
import type { MarketCandle, MarketWatch } from '@detective/data/exchanges';
import { RefusedByServerError } from '../candle-sender/ask-server.ts';
import type { CandleSender } from '../candle-sender/candle-sender.ts';

const CANDLES_A_REQUEST = 1_000;
const DAY = 24 * 60 * 60_000;

export interface StoreCandlesOptions {
  sender: CandleSender;
  /** A candle that is stored already with other values: the exchange has changed it meanwhile. */
  onCorrection: (candle: MarketCandle) => Promise<void>;
  /** A candle that the server does not take and that costs no other one. */
  onRefused: (candle: MarketCandle, reason: string) => void;
}

const keyOf = ({ exchange, symbol, interval }: MarketWatch): SeriesKey => ({ exchange, symbol, interval });

/** Refusals that concern one candle, for what is stored already. */
const OF_ONE_CANDLE = new Set(['CANDLE_CONFLICT', 'CANDLE_OUT_OF_ORDER']);

/**
 * Stores closed candles of a market, ascending. A candle that the server refuses for what is stored already costs no
 * other one: a stored one with other values is a correction, one that is older than the newest came too late.
 *
 * @throws {RefusedByServerError} when the server refuses a candle for any other reason
 * @throws {UnknownVolumeError} for a candle without a volume, which can't be judged
 */
export async function storeCandles(
  watch: MarketWatch,
  candles: readonly MarketCandle[],
  options: StoreCandlesOptions,
): Promise<void> {
  const complete = candles.map((candle) => withVolume(watch, candle));
  for (let first = 0; first < complete.length; first += CANDLES_A_REQUEST) {
    const batch = complete.slice(first, first + CANDLES_A_REQUEST);
    const refusal = await sendAll(watch, batch, options.sender);
    if (!refusal) continue;
    // One by one there is no doubt which candle is meant, even where something on the way made requests smaller.
    for (const candle of batch) {
      const refusalOfOne = await sendAll(watch, [candle], options.sender);
      if (refusalOfOne?.code === 'CANDLE_CONFLICT') await options.onCorrection(candle);
      else if (refusalOfOne) options.onRefused(candle, refusalOfOne.message);
    }
  }
}

/** @returns the refusal, where it concerns one candle for what is stored already */
async function sendAll(
  watch: MarketWatch,
  candles: Ohlcv[],
  sender: CandleSender,
): Promise<RefusedByServerError | undefined> {
  try {
    await sender.send(keyOf(watch), candles);
    return undefined;
  } catch (error) {
    if (error instanceof RefusedByServerError && OF_ONE_CANDLE.has(error.code)) return error;
    throw error;
  }
}

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

/** No volume is not 0, and the model judges every candle by its volume, too. */
export class UnknownVolumeError extends Error {
  override name = 'UnknownVolumeError';

  constructor({ exchange, symbol }: MarketWatch) {
    super(
      `${exchange} gives no volume of ${symbol} in base coins, without which its candles can't be judged`,
    );
  }
}

function withVolume(watch: MarketWatch, { volume, ...candle }: MarketCandle): Ohlcv {
  if (volume === null) throw new UnknownVolumeError(watch);
  return { ...candle, volume };
}

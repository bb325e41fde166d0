import { INTERVALS, toMilliseconds, toSeconds } from '../ohlcv.ts';
import type { SeriesKey } from '../series-key.ts';
import { isRecord, readNumber } from './answer-fields.ts';
import type { Exchange, TimeRange } from './exchange.ts';
import { UnknownMarketError } from './exchange-errors.ts';

/** It would answer 400, for ever. */
const MISSING: ReadonlySet<string> = new Set(['8h', '1w']);

const SYMBOL = /^[a-z0-9]+\/[a-z0-9-]+$/i;

/**
 * Bitstamp's public candles: `GET /api/v2/ohlc/{market_symbol}/`, which needs no account
 * (https://www.bitstamp.net/api/, "OHLC data").
 *
 * - `step` is the interval in seconds, one of 60, 180, 300, 900, 1800, 3600, 7200, 14400, 21600, 43200, 86400 and
 *   259200: all intervals of ours but 8h and 1w.
 * - `limit` is 1 to 1000. With both `start` and `end` the end counts: the answer is the newest `limit` candles that
 *   open at or before `end`. So the three are chosen to say the same, whichever counts.
 * - `exclude_current_candle` leaves out the one that is still open by the clock of the exchange.
 * - The answer is `{ data: { pair, ohlc: [{ timestamp, open, high, low, close, volume }] } }`, ascending, all values
 *   as text, the timestamp in seconds at the start of the candle, the volume in the base currency.
 * - An interval without a trade is a candle like any other, with the last price four times and volume 0, as answers
 *   quoted in https://github.com/ccxt/ccxt/pull/20234 show. A candle that is missing is missing for another reason.
 * - 10,000 requests in 10 minutes are allowed; the history of a year takes 9.
 */
export const BITSTAMP: Exchange = {
  name: 'Bitstamp',
  url: 'https://www.bitstamp.net',
  largestPage: 1_000,
  addressOf,
  rowsOf: (answer) => {
    const data = isRecord(answer) ? answer.data : undefined;
    return isRecord(data) && Array.isArray(data.ohlc) ? data.ohlc : undefined;
  },
  timeOf: (row) => toMilliseconds(readNumber(row, 'timestamp')),
  candleOf: (row) => ({
    openTime: BITSTAMP.timeOf(row),
    open: readNumber(row, 'open'),
    high: readNumber(row, 'high'),
    low: readNumber(row, 'low'),
    close: readNumber(row, 'close'),
    volume: readNumber(row, 'volume'),
  }),
};

function addressOf(url: string, { symbol, interval }: SeriesKey, { first, last }: TimeRange): URL {
  if (!SYMBOL.test(symbol)) throw new UnknownMarketError(BITSTAMP.name, 'a market such as BTC/USD', symbol);
  if (MISSING.has(interval)) {
    const theirs = Object.keys(INTERVALS).filter((one) => !MISSING.has(one));
    throw new UnknownMarketError(BITSTAMP.name, `an interval of ${theirs.join(', ')}`, interval);
  }
  const address = new URL(`${url}/api/v2/ohlc/${symbol.replace('/', '').toLowerCase()}/`);
  const intervalMs = INTERVALS[interval];
  const parameters = {
    step: intervalMs / 1_000,
    limit: (last - first) / intervalMs + 1,
    start: toSeconds(first),
    // Inside of the last candle: it belongs to the answer whether the end is meant with or without itself.
    end: toSeconds(last + intervalMs) - 1,
    exclude_current_candle: true,
  };
  for (const [name, value] of Object.entries(parameters)) address.searchParams.set(name, String(value));
  return address;
}

import { isInterval, type Interval } from './ohlcv.ts';
import { isExchangeId, isSymbol } from './validation.ts';

/** One market of one exchange at one interval, such as `BTC/USD` of `kraken` at `1h`. */
export interface SeriesKey {
  /** The exchange's id as ccxt has it, such as `kraken`; empty where whoever sends the candles names none. */
  exchange: string;
  symbol: string;
  interval: Interval;
}

/**
 * A series as text: for people, as the key of a map, and between servers. No part can contain a blank, so that two
 * series never have the same name.
 *
 * @example seriesName({ exchange: 'kraken', symbol: 'BTC/USD', interval: '1h' }) === 'kraken BTC/USD 1h'
 * @example seriesName({ exchange: '', symbol: 'BTC/USD', interval: '1h' }) === 'BTC/USD 1h'
 */
export const seriesName = ({
  exchange,
  symbol,
  interval,
}: {
  exchange: string;
  symbol: string;
  interval: string;
}): string => `${exchange === '' ? '' : `${exchange} `}${symbol} ${interval}`;

/**
 * The series that a name from `seriesName` stands for; undefined for any other text.
 *
 * @example parseSeriesName('BTC/USD 1h') // { exchange: '', symbol: 'BTC/USD', interval: '1h' }
 */
export function parseSeriesName(name: string): SeriesKey | undefined {
  const parts = name.split(' ');
  const [exchange = '', symbol = '', interval = ''] = parts.length === 2 ? ['', ...parts] : parts;
  const isNamed = parts.length === 3 && exchange !== '';
  const isSeries = isExchangeId(exchange) && isSymbol(symbol) && isInterval(interval);
  return isSeries && (isNamed || parts.length === 2) ? { exchange, symbol, interval } : undefined;
}

import { isInterval, type Interval } from './ohlcv.ts';
import { isSymbol } from './validation.ts';

/** One market at one interval, such as `BTC/USD` at `1h`. */
export interface SeriesKey {
  symbol: string;
  interval: Interval;
}

/**
 * A series as text: for people, as the key of a map, and between servers. No part can contain a blank, so that two
 * series never have the same name.
 *
 * @example seriesName({ symbol: 'BTC/USD', interval: '1h' }) === 'BTC/USD 1h'
 */
export const seriesName = ({ symbol, interval }: { symbol: string; interval: string }): string =>
  `${symbol} ${interval}`;

/**
 * The series that a name from `seriesName` stands for; undefined for any other text.
 *
 * @example parseSeriesName('BTC/USD 1h') // { symbol: 'BTC/USD', interval: '1h' }
 */
export function parseSeriesName(name: string): SeriesKey | undefined {
  const [symbol = '', interval = '', ...rest] = name.split(' ');
  return isSymbol(symbol) && isInterval(interval) && rest.length === 0 ? { symbol, interval } : undefined;
}

import { addressWith } from '../address/page-address.ts';
import { type TimeRange, addressWithRange } from '../address/time-range.ts';
import type { SeriesKey } from './series-key.ts';

/** A series as it stands in the address of the page: "BTC/USD@1h", or "BTC/USD@1h@kraken". */
export const seriesName = ({ exchange, symbol, interval }: SeriesKey): string =>
  [symbol, interval, ...(exchange === '' ? [] : [exchange])].join('@');

/** The series that such a name means; null where it is none. */
export function seriesOfName(name: string | null): SeriesKey | null {
  const [, symbol, interval, exchange = ''] = /^([^@]+)@(\d+[mhdw])(?:@([^@]+))?$/.exec(name ?? '') ?? [];
  return symbol !== undefined && interval !== undefined ? { exchange, symbol, interval } : null;
}

/**
 * The address of another series as somebody goes there from the page: filters stay, and the time in view where it is given.
 *
 * @param range what the chart shows; null where it follows the newest candle
 */
export function addressOnTo(key: SeriesKey, range: TimeRange | null, hash: string = location.hash): string {
  return addressWithRange(range, addressWith({ series: seriesName(key), at: null, pin: null }, hash));
}

/** The link to a series; a time in the address belongs to the series before. */
export const linkTo = (key: SeriesKey): string => addressWith({ series: seriesName(key) }, '');

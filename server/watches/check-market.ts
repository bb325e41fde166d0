import {
  ExchangeConnection,
  UnknownIntervalError,
  UnknownMarketError,
  type ExchangeHosts,
  type FollowedMarkets,
} from '@detective/data/exchanges';
import { within } from '../operation/within.ts';
import type { Questions } from './messages.ts';
import { nearestMarkets } from './nearest-markets.ts';

/** Loading takes a few seconds on most exchanges; somebody waits for it. */
const LONGEST_LISTING_MS = 10_000;

export interface CheckMarketOptions {
  hosts: ExchangeHosts;
  markets: FollowedMarkets;
}

/**
 * Checks that a market could be followed beside others of its exchange. An exchange that does not say what it lists in
 * time is believed to list it; the state of the watch will tell.
 *
 * @throws {UnknownExchangeError} {UnknownIntervalError} {UnknownMarketError} {TooManyMarketsError}
 */
export async function checkMarket(
  { exchange, symbol, interval, others }: Questions['check']['asked'],
  { hosts, markets }: CheckMarketOptions,
): Promise<void> {
  const connection = await ExchangeConnection.open({ exchange, host: hosts.get(exchange) });
  try {
    const { intervals, budget } = connection;
    if (!intervals.includes(interval)) throw new UnknownIntervalError(exchange, intervals, interval);
    const known = others.filter((other) => intervals.includes(other));
    budget.checkRoom(interval, known);
  } finally {
    connection.dispose();
  }
  const listed = await within(LONGEST_LISTING_MS, markets.markets(exchange, { limit: Infinity }));
  if (!listed || listed.some((market) => market.symbol === symbol)) return;
  throw new UnknownMarketError(exchange, symbol, nearestMarkets(symbol, listed));
}

import { WALL_CLOCK, type Clock } from '../clock.ts';
import type { Ohlcv } from '../ohlcv.ts';
import { ExchangeConnection } from './exchange-connection.ts';
import type { ExchangeHosts } from './exchange-hosts.ts';
import type { MarketEvent } from './market-event.ts';
import { MarketFollower, type FollowerOptions } from './market-follower.ts';

export interface FollowMarketOptions extends FollowerOptions {
  /** Where requests go instead of the exchanges' own servers. */
  hosts?: ExchangeHosts;
  /** Shared by all who follow the same exchange, for its rate limit; without it this market has one of its own. */
  connection?: ExchangeConnection;
  clock?: Clock;
}

/**
 * The closed candles of a market, ascending and each once: history page by page, then for ever each candle once it is
 * final. The running candle never comes, and nothing is made up: what the exchange doesn't have is told to `onTrouble`.
 * Failures of any kind are retried with growing pauses, for as long as it takes.
 *
 * @throws {UnknownExchangeError} {UnknownIntervalError} {UnknownMarketError} the last one also later, when verified
 *   lists of the exchange's markets no longer have it; nothing else
 * @example for await (const event of followMarketEvents({ exchange: 'kraken', symbol: 'BTC/USD', interval: '1h', from, signal }))
 */
export async function* followMarketEvents(
  options: FollowMarketOptions,
): AsyncGenerator<MarketEvent, undefined> {
  const { exchange, hosts, clock = WALL_CLOCK, signal, connection } = options;
  const own = connection
    ? undefined
    : await ExchangeConnection.open({ exchange, host: hosts?.get(exchange), clock });
  const end = () => own?.dispose();
  signal.addEventListener('abort', end, { once: true });
  try {
    const used = connection ?? own;
    if (used) yield* new MarketFollower(options, used, clock).events();
  } finally {
    signal.removeEventListener('abort', end);
    end();
  }
}

/**
 * As `followMarketEvents`, the candles alone; corrections are told to `onTrouble`.
 *
 * @throws as `followMarketEvents`
 */
export async function* followMarket(options: FollowMarketOptions): AsyncGenerator<Ohlcv, undefined> {
  for await (const event of followMarketEvents(options)) {
    if (event.kind !== 'candles') continue;
    for (const candle of event.candles) {
      yield candle;
      if (options.signal.aborted) return;
    }
  }
}

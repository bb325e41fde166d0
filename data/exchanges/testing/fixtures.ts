import { INTERVALS, type EpochMs, type Interval, type Ohlcv } from '../../ohlcv.ts';
import { simulate } from '../../simulator/simulate.ts';
import { FastClock } from '../../testing/fast-clock.ts';
import { ExchangeConnection } from '../exchange-connection.ts';
import { followMarket, type FollowMarketOptions } from '../follow-market.ts';
import type { MarketTrouble } from '../market-trouble.ts';
import { DIALECTS } from './dialects.ts';
import { FakeExchange, type Dialect } from './fake-exchange.ts';
import type { FakeMarket, ServedCandle } from './fake-market.ts';

/** Long past, so that nothing depends on the time of this machine. */
export const BEGIN: EpochMs = Date.UTC(2024, 0, 1);

export const HOUR = INTERVALS['1h'];

/** How each exchange calls its market of bitcoin, as spot and as perpetual contract. */
const IDS = new Map<string, { spot: string; contract?: string }>([
  ['binance', { spot: 'BTCUSDT', contract: 'BTCUSDT' }],
  ['bitstamp', { spot: 'btcusd' }],
  ['coinbase', { spot: 'BTC-USD' }],
  ['kraken', { spot: 'XXBTZUSD' }],
  ['okx', { spot: 'BTC-USDT', contract: 'BTC-USDT-SWAP' }],
  ['kucoin', { spot: 'BTC-USDT', contract: 'XBTUSDTM' }],
  ['gate', { spot: 'BTC_USDT', contract: 'BTC_USDT' }],
  ['bybit', { spot: 'BTCUSDT', contract: 'BTCUSDT' }],
]);

export const dialectOf = (exchange: string): Dialect => {
  const dialect = DIALECTS.find((one) => one.exchange === exchange);
  if (!dialect) throw new Error(`no server for ${exchange}`);
  return dialect;
};

/** The market of bitcoin on an exchange, with ccxt's symbol of it. */
export function bitcoinOn(
  exchange: string,
  candles: ServedCandle[],
  { kind = 'spot', stepMs = HOUR }: { kind?: FakeMarket['kind']; stepMs?: number } = {},
): { symbol: string; market: FakeMarket } {
  const ids = IDS.get(exchange);
  const id = ids?.[kind];
  if (!ids || !id) throw new Error(`no ${kind} market on ${exchange}`);
  const quote = ids.contract ? 'USDT' : 'USD';
  const symbol = kind === 'spot' ? `BTC/${quote}` : `BTC/${quote}:${quote}`;
  return { symbol, market: { id, base: 'BTC', quote, kind, stepMs, candles } };
}

export const hourly = (count: number, seed = 1): ServedCandle[] =>
  Array.from(simulate({ seed, interval: '1h', from: BEGIN, count }));

export const minutely = (count: number, seed = 1): ServedCandle[] =>
  Array.from(simulate({ seed, interval: '1m', from: BEGIN, count }));

export interface Scene {
  exchange: string;
  candles: ServedCandle[];
  /** The time when the following begins. */
  now: EpochMs;
  from?: EpochMs;
  kind?: FakeMarket['kind'];
  interval?: Interval;
  deadlineMs?: number;
  largestAnswerBytes?: number;
}

/** A server with one market, and what it takes to follow it on a clock on which every wait is over at once. */
export async function setScene({ exchange, candles, now, ...scene }: Scene) {
  const { interval = '1h', kind = 'spot', from = BEGIN, deadlineMs = 10_000, largestAnswerBytes } = scene;
  const clock = new FastClock(now);
  const { symbol, market } = bitcoinOn(exchange, candles, { kind, stepMs: INTERVALS[interval] });
  const server = await FakeExchange.start({
    dialect: dialectOf(exchange),
    markets: [market],
    now: clock.now,
  });
  const connection = await ExchangeConnection.open({
    exchange,
    host: server.host,
    clock,
    deadlineMs,
    ...(largestAnswerBytes !== undefined && { largestAnswerBytes }),
  });
  const troubles: MarketTrouble[] = [];
  const over = new AbortController();
  const options: FollowMarketOptions = {
    ...{ exchange, symbol, interval, from, connection, clock, signal: over.signal },
    onTrouble: (trouble) => troubles.push(trouble),
  };
  const follow = () => followMarket(options);
  return {
    clock,
    server,
    market,
    symbol,
    connection,
    troubles,
    options,
    follow,
    kinds: () => [...new Set(troubles.map(({ kind }) => kind))],
    /** The candles up to and including the one of a time; then the following ends. */
    async until(openTime: EpochMs): Promise<Ohlcv[]> {
      const candles: Ohlcv[] = [];
      for await (const candle of follow()) {
        candles.push(candle);
        if (candle.openTime >= openTime) over.abort();
      }
      return candles;
    },
    async [Symbol.asyncDispose](): Promise<void> {
      over.abort();
      connection.dispose();
      await server[Symbol.asyncDispose]();
    },
  };
}

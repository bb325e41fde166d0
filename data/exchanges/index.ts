export { listExchanges, type ExchangeEntry } from './exchange-catalogue.ts';
export {
  ExchangeConnection,
  type CandleAnswer,
  type CandleQuestion,
  type ConnectionOptions,
} from './exchange-connection.ts';
export {
  ExchangeFailure,
  UnknownExchangeError,
  UnknownIntervalError,
  UnknownMarketError,
} from './exchange-errors.ts';
export { ExchangeHostsError, parseExchangeHosts, type ExchangeHosts } from './exchange-hosts.ts';
export { followMarket, type FollowMarketOptions } from './follow-market.ts';
export type { MarketCandle } from './market-candle.ts';
export type { MissingCandles } from './market-cursor.ts';
export { isMarketInterval, MARKET_INTERVALS, type MarketInterval } from './market-interval.ts';
export type { MarketTrouble } from './market-trouble.ts';
export type { Market } from './market.ts';

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
export { followMarket, followMarketEvents, type FollowMarketOptions } from './follow-market.ts';
export {
  FollowedMarkets,
  followMarkets,
  type FollowMarketsOptions,
  type MarketWatch,
} from './follow-markets.ts';
export type { MissingCandles } from './cursor-step.ts';
export type { MarketEvent } from './market-event.ts';
export type { MarketTrouble } from './market-trouble.ts';
export type { Market } from './market.ts';
export { searchMarkets, type MarketSearch } from './market-search.ts';
export type { WatchState, WatchStatus } from './watch-status.ts';

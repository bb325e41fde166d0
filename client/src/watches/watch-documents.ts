import { graphql, type ResultOf } from '../api/graphql.ts';

const watchFields = graphql(`
  fragment WatchFields on Watch @_unmask {
    id
    exchange
    symbol
    interval
    historyDays
    state
    newestOpenTime
    nextExpectedAt
    failure
    failingSince
    retryAt
  }
`);

export type Watch = ResultOf<typeof watchFields>;

export const watchesNow = graphql(
  `
    subscription Watches {
      watches {
        ...WatchFields
      }
    }
  `,
  [watchFields],
);

export const exchangesQuery = graphql(`
  query Exchanges {
    exchanges {
      id
      name
      intervals
    }
  }
`);

export type Exchange = ResultOf<typeof exchangesQuery>['exchanges'][number];

export const marketsQuery = graphql(`
  query Markets($exchange: String!, $search: String!, $limit: Int!) {
    markets(exchange: $exchange, search: $search, limit: $limit) {
      symbol
      kind
      isActive
    }
  }
`);

export type Market = ResultOf<typeof marketsQuery>['markets'][number];

export const watchMarket = graphql(`
  mutation WatchMarket($exchange: String!, $symbol: String!, $interval: String!, $historyDays: Int!) {
    watchMarket(exchange: $exchange, symbol: $symbol, interval: $interval, historyDays: $historyDays) {
      id
      exchange
      symbol
      interval
    }
  }
`);

export const unwatchMarket = graphql(`
  mutation UnwatchMarket($id: ID!) {
    unwatchMarket(id: $id) {
      id
    }
  }
`);

import { graphql, type ResultOf } from '../api/graphql.ts';

export const overviewCandles = graphql(`
  query OverviewCandles(
    $exchange: String!
    $symbol: String!
    $interval: String!
    $from: DateTime
    $to: DateTime
    $most: Int!
  ) {
    candleOverview(
      exchange: $exchange
      symbol: $symbol
      interval: $interval
      from: $from
      to: $to
      most: $most
      mustExist: false
    ) {
      intervals
      candles {
        openTime
        open
        high
        low
        close
        volume
      }
    }
  }
`);

/** All that the overview draws, in one answer: two requests would wait for each other's connection. */
export const storyQuery = graphql(`
  query Story($exchange: String!, $symbol: String!, $interval: String!, $most: Int!) {
    candleOverview(exchange: $exchange, symbol: $symbol, interval: $interval, most: $most, mustExist: false) {
      intervals
      candles {
        openTime
        high
        low
        close
      }
    }
    rareCandles(exchange: $exchange, symbol: $symbol, interval: $interval, limit: 10000, mustExist: false) {
      openTime
      returnPeriodHours
      kind
      isAnomaly
      verdict
    }
  }
`);

export type RareCandle = ResultOf<typeof storyQuery>['rareCandles'][number];

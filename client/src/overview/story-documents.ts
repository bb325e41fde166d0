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
      columns {
        openTimesMs
        opens
        highs
        lows
        closes
        volumes
      }
    }
  }
`);

/** All that the overview draws, in one answer, because two requests would wait for each other's connection; by columns. */
export const storyQuery = graphql(`
  query Story($exchange: String!, $symbol: String!, $interval: String!, $most: Int!) {
    candleOverview(exchange: $exchange, symbol: $symbol, interval: $interval, most: $most, mustExist: false) {
      intervals
      columns {
        openTimesMs
        highs
        lows
        closes
      }
    }
    rareCandleColumns(
      exchange: $exchange
      symbol: $symbol
      interval: $interval
      limit: 10000
      mustExist: false
    ) {
      openTimesMs
      returnPeriodHours
      kinds
      verdicts
    }
  }
`);

export type RareCandleColumns = ResultOf<typeof storyQuery>['rareCandleColumns'];

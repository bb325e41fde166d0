import { graphql, type ResultOf } from '../api/graphql.ts';

/** Both lists have the same series in the same order. */
export const boardQuery = graphql(`
  query Board($from: DateTime!, $to: DateTime!, $parts: Int!, $limit: Int!, $offset: Int!) {
    overview(limit: $limit, offset: $offset) {
      series {
        exchange
        symbol
        interval
        lastOpenTime
        warmUpRemaining
      }
      lastClose
      recentCloses
      overdueSince
    }
    anomalyLanes(from: $from, to: $to, parts: $parts, limit: $limit, offset: $offset) {
      exchange
      symbol
      interval
      newestIncident {
        openedAt
        closedAt
        anomalyCount
        kinds
        peakAt
        peakReturnPeriodHours
      }
      anomalies {
        openTime
        returnPeriodHours
        kind
        count
      }
    }
  }
`);

export type BoardPage = ResultOf<typeof boardQuery>;

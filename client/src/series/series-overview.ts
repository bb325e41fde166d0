import { graphql, type ResultOf } from '../api/graphql.ts';

export const seriesOverview = graphql(`
  query SeriesOverview($limit: Int!, $offset: Int!) {
    overview(limit: $limit, offset: $offset) {
      series {
        exchange
        symbol
        interval
        lastOpenTime
      }
      lastClose
      openAnomalies
      recentCloses
      overdueSince
      intervalWarning
    }
  }
`);

export type SeriesGlance = ResultOf<typeof seriesOverview>['overview'][number];

import { graphql, type ResultOf } from '../api/graphql.ts';

export const seriesOverview = graphql(`
  query SeriesOverview {
    overview {
      series {
        exchange
        symbol
        interval
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

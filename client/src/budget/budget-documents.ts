import { detectionFields } from '../api/documents.ts';
import { graphql, type ResultOf } from '../api/graphql.ts';

export const alertBudgetsQuery = graphql(`
  query AlertBudgets($exchange: String!, $symbol: String!, $interval: String!) {
    alertBudgets(exchange: $exchange, symbol: $symbol, interval: $interval) {
      inForce
      ofSeries
      ofAll
      ofSettings
    }
  }
`);

export type AlertBudgets = ResultOf<typeof alertBudgetsQuery>['alertBudgets'];

export const setAlertBudget = graphql(`
  mutation SetAlertBudget(
    $exchange: String!
    $symbol: String!
    $interval: String!
    $alertsPerWeek: Float
    $forAll: Boolean!
  ) {
    setAlertBudget(
      exchange: $exchange
      symbol: $symbol
      interval: $interval
      alertsPerWeek: $alertsPerWeek
      forAll: $forAll
    ) {
      inForce
      ofSeries
      ofAll
      ofSettings
    }
  }
`);

/** The newest detections before some time that come less often than once in so many hours. */
export const rareDetections = graphql(
  `
    query RareDetections(
      $exchange: String!
      $symbol: String!
      $interval: String!
      $to: DateTime
      $limit: Int!
      $hours: Float!
    ) {
      detections(
        exchange: $exchange
        symbol: $symbol
        interval: $interval
        to: $to
        limit: $limit
        minReturnPeriodHours: $hours
        mustExist: false
      ) {
        ...DetectionFields
      }
    }
  `,
  [detectionFields],
);

import { graphql, type ResultOf } from './graphql.ts';

export const detectionFields = graphql(`
  fragment DetectionFields on Detection @_unmask {
    candle {
      openTime
      open
      high
      low
      close
      volume
      volumeIsKnown
    }
    status
    forecastHigh
    forecastLow
    anomalyScore
    threshold
    upperLimit
    lowerLimit
    usualHigh
    usualLow
    isAnomaly
    isFeedFault
    kinds
    returnPeriodHours
    reason
    contributions {
      view
      fraction
      surprisal
    }
    verdict {
      kind
      note
    }
  }
`);

export type DetectionFields = ResultOf<typeof detectionFields>;

export const detectionsPage = graphql(
  `
    query DetectionsPage(
      $exchange: String!
      $symbol: String!
      $interval: String!
      $from: DateTime
      $to: DateTime
      $limit: Int!
      $anomaliesOnly: Boolean!
    ) {
      detections(
        exchange: $exchange
        symbol: $symbol
        interval: $interval
        from: $from
        to: $to
        limit: $limit
        anomaliesOnly: $anomaliesOnly
        mustExist: false
      ) {
        ...DetectionFields
      }
    }
  `,
  [detectionFields],
);

export const detectionsAfter = graphql(
  `
    subscription DetectionsAfter(
      $exchange: String!
      $symbol: String!
      $interval: String!
      $after: DateTime!
    ) {
      detections(exchange: $exchange, symbol: $symbol, interval: $interval, after: $after, mustExist: false) {
        ...DetectionFields
      }
    }
  `,
  [detectionFields],
);

export const overview = graphql(`
  query Overview($limit: Int!, $offset: Int!) {
    about {
      version
      modelId
      alertsPerWeek
      source {
        kind
        label
        symbol
        interval
        state
        failure
        failingSince
      }
    }
    series(limit: $limit, offset: $offset) {
      exchange
      symbol
      interval
      candleCount
      anomalyCount
      firstOpenTime
      lastOpenTime
      warmUpRemaining
    }
  }
`);

export type Overview = ResultOf<typeof overview>;
export type CandleSource = Overview['about']['source'];

export const accuracy = graphql(`
  query Accuracy($exchange: String!, $symbol: String!, $interval: String!) {
    accuracy(exchange: $exchange, symbol: $symbol, interval: $interval, mustExist: false) {
      scoredCandles
      meanAbsoluteError
      baselineMeanAbsoluteError
      alertBudgetPerWeek
      alertsPerWeek
      precision
      realAlerts
      falseAlerts
      expectedAlerts
    }
  }
`);

export type Accuracy = NonNullable<ResultOf<typeof accuracy>['accuracy']>;

export const nextForecast = graphql(`
  query NextForecast($exchange: String!, $symbol: String!, $interval: String!) {
    forecast(exchange: $exchange, symbol: $symbol, interval: $interval, mustExist: false) {
      openTime
      high
      low
      upperLimit
      lowerLimit
      usualHigh
      usualLow
    }
  }
`);

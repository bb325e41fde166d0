import { graphql, type ResultOf } from '../api/graphql.ts';

export const giveVerdict = graphql(`
  mutation GiveVerdict(
    $symbol: String!
    $interval: String!
    $openTime: DateTime!
    $kind: VerdictKind
    $note: String!
  ) {
    giveVerdict(symbol: $symbol, interval: $interval, openTime: $openTime, kind: $kind, note: $note) {
      id
    }
  }
`);

export const verdictLists = graphql(`
  subscription VerdictLists($symbol: String!, $interval: String!) {
    verdicts(symbol: $symbol, interval: $interval) {
      completeFrom
      verdicts {
        openTime
        kind
        note
      }
    }
  }
`);

export type VerdictListEvent = ResultOf<typeof verdictLists>['verdicts'];

import { graphql } from '../api/graphql.ts';

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

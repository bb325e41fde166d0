import { graphql, type ResultOf, type VariablesOf } from '../api/graphql.ts';

export const giveVerdict = graphql(`
  mutation GiveVerdict(
    $exchange: String!
    $symbol: String!
    $interval: String!
    $openTime: DateTime!
    $kind: VerdictKind
    $note: String!
  ) {
    giveVerdict(
      exchange: $exchange
      symbol: $symbol
      interval: $interval
      openTime: $openTime
      kind: $kind
      note: $note
    ) {
      candle {
        openTime
      }
      verdict {
        kind
        note
      }
    }
  }
`);

export const verdictLists = graphql(`
  subscription VerdictLists($exchange: String!, $symbol: String!, $interval: String!) {
    verdicts(exchange: $exchange, symbol: $symbol, interval: $interval) {
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

/** Whether the server has taken just this verdict. */
export function isGiven(
  { giveVerdict: { candle, verdict } }: ResultOf<typeof giveVerdict>,
  { openTime, kind, note }: VariablesOf<typeof giveVerdict>,
): boolean {
  if (Date.parse(candle.openTime) !== Date.parse(openTime)) return false;
  if (!kind) return verdict === null;
  // The server can store any character but this one.
  return verdict?.kind === kind && verdict.note === note.replaceAll('\0', '');
}

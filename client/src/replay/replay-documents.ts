import { graphql, type ResultOf, type VariablesOf } from '../api/graphql.ts';

const replayFields = graphql(`
  fragment ReplayFields on Replay @_unmask {
    source
    exchange
    symbol
    interval
    state
    isPaused
    rate
    from
    to
    sent
    total
    position
    secondsLeft
  }
`);

/** How far the replay is, and what it was told. */
export type ReplayStatus = ResultOf<typeof replayFields>;

export const replayNow = graphql(
  `
    query ReplayNow {
      replay {
        ...ReplayFields
      }
    }
  `,
  [replayFields],
);

export const replayAfter = graphql(
  `
    subscription ReplayAfter {
      replay {
        ...ReplayFields
      }
    }
  `,
  [replayFields],
);

export const orderReplay = graphql(`
  mutation OrderReplay($order: ReplayOrderInput!) {
    orderReplay(order: $order) {
      isPaused
      rate
      from
      to
    }
  }
`);

export type ReplayCommand = VariablesOf<typeof orderReplay>['order'];

/** Whether a replay has been told all of this. */
export function isCommanded(
  told: ResultOf<typeof orderReplay>['orderReplay'],
  order: ReplayCommand,
): boolean {
  const isTime = (one: string | null, other: string | null | undefined) =>
    other === undefined || (one && Date.parse(one)) === (other && Date.parse(other));
  return (
    (order.isPaused ?? told.isPaused) === told.isPaused &&
    (order.rate ?? told.rate) === told.rate &&
    isTime(told.from, order.from) &&
    isTime(told.to, order.to)
  );
}

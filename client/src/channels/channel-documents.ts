import { graphql, type ResultOf, type VariablesOf } from '../api/graphql.ts';

const channelFields = graphql(`
  fragment ChannelFields on Channel @_unmask {
    id
    kind
    name
    target
    exchange
    symbol
    interval
    kinds
    minReturnPeriodHours
    incidentsPerWeek
    quietFrom
    quietTo
    timeZone
    summary
    isPaused
    failingSince
    lastError
    pending
  }
`);

export type Channel = ResultOf<typeof channelFields>;
export type ChannelKind = Channel['kind'];

const deliveryFields = graphql(`
  fragment DeliveryFields on Delivery @_unmask {
    id
    channelId
    channelName
    kind
    title
    state
    attempts
    lastError
    nextAttemptAt
    deliveredAt
    summaryId
    createdAt
    log {
      at
      error
    }
  }
`);

export type Delivery = ResultOf<typeof deliveryFields>;

/** The channels, and the newest messages to any of them. */
export const channelsQuery = graphql(
  `
    query Channels($limit: Int!) {
      about {
        sendsMail
      }
      channels {
        ...ChannelFields
      }
      deliveries(limit: $limit) {
        ...DeliveryFields
      }
    }
  `,
  [channelFields, deliveryFields],
);

export const pushKeyQuery = graphql(`
  query PushKey {
    pushKey
  }
`);

export const addChannel = graphql(
  `
    mutation AddChannel($channel: ChannelInput!) {
      addChannel(channel: $channel) {
        secret
        channel {
          ...ChannelFields
        }
      }
    }
  `,
  [channelFields],
);

export type ChannelInput = VariablesOf<typeof addChannel>['channel'];

export const updateChannel = graphql(
  `
    mutation UpdateChannel($id: ID!, $channel: ChannelInput!) {
      updateChannel(id: $id, channel: $channel) {
        ...ChannelFields
      }
    }
  `,
  [channelFields],
);

export const removeChannel = graphql(`
  mutation RemoveChannel($id: ID!) {
    removeChannel(id: $id)
  }
`);

export const testChannel = graphql(
  `
    mutation TestChannel($id: ID!) {
      testChannel(id: $id) {
        ...DeliveryFields
      }
    }
  `,
  [deliveryFields],
);

export const resendDelivery = graphql(
  `
    mutation ResendDelivery($id: ID!) {
      resendDelivery(id: $id) {
        ...DeliveryFields
      }
    }
  `,
  [deliveryFields],
);

/** Who was told of the incidents of a series; addresses are not among it, so that everybody may read it. */
export const toldQuery = graphql(
  `
    query Told($exchange: String!, $symbol: String!, $interval: String!, $limit: Int!) {
      incidents(exchange: $exchange, symbol: $symbol, interval: $interval, limit: $limit) {
        openedAt
        newestAt
        deliveries {
          ...DeliveryFields
        }
      }
    }
  `,
  [deliveryFields],
);

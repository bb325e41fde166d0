import '@detective/schema';
import type { GraphQLSchema } from 'graphql';
import { buildSchema } from 'type-graphql';
import { AboutResolver } from '../resolvers/about-resolver.ts';
import { FeedResolver } from '../resolvers/feed-resolver.ts';
import { ForecastResolver } from '../resolvers/forecast-resolver.ts';
import { HistoryResolver } from '../resolvers/history-resolver.ts';
import { PredictionResolver } from '../resolvers/prediction-resolver.ts';
import { ReplayResolver } from '../resolvers/replay-resolver.ts';
import { VerdictResolver } from '../resolvers/verdict-resolver.ts';
import { withoutNullArguments } from './null-arguments.ts';

/** type-graphql insists on one; subscriptions here read the feed instead, whose log is the database. */
const NO_PUBSUB = {
  publish(): never {
    throw new Error('nothing is published: subscriptions follow the feed');
  },
  subscribe(): never {
    throw new Error('subscriptions follow the feed');
  },
};

/** The GraphQL schema of the server; `schema/schema.graphql` is the same as text. */
export async function buildServerSchema(): Promise<GraphQLSchema> {
  const schema = await buildSchema({
    resolvers: [
      AboutResolver,
      FeedResolver,
      ForecastResolver,
      HistoryResolver,
      PredictionResolver,
      ReplayResolver,
      VerdictResolver,
    ],
    // Candles are checked where the rules about candles are: in data/.
    validate: false,
    pubSub: NO_PUBSUB,
  });
  return withoutNullArguments(schema);
}

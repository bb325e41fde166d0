import '@detective/schema';
import type { GraphQLSchema } from 'graphql';
import { buildSchema } from 'type-graphql';
import { withoutNullArguments } from '../graphql/null-arguments.ts';
import { AboutResolver } from './about-resolver.ts';
import { BudgetResolver } from './budget-resolver.ts';
import { CalmResolver } from './calm-resolver.ts';
import { ChannelResolver, IncidentDeliveriesResolver } from './channel-resolver.ts';
import { CorrectionResolver } from './correction-resolver.ts';
import { FeedResolver } from './feed-resolver.ts';
import { ForecastResolver } from './forecast-resolver.ts';
import { HistoryResolver } from './history-resolver.ts';
import { IncidentResolver } from './incident-resolver.ts';
import { IntervalWarningResolver } from './interval-warning-resolver.ts';
import { LaneResolver } from './lane-resolver.ts';
import { PredictionResolver } from './prediction-resolver.ts';
import { ReplayResolver } from './replay-resolver.ts';
import { StoryResolver } from './story-resolver.ts';
import { VerdictResolver } from './verdict-resolver.ts';
import { WatchResolver } from './watch-resolver.ts';

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
      BudgetResolver,
      CalmResolver,
      ChannelResolver,
      CorrectionResolver,
      FeedResolver,
      ForecastResolver,
      HistoryResolver,
      IncidentDeliveriesResolver,
      IncidentResolver,
      IntervalWarningResolver,
      LaneResolver,
      PredictionResolver,
      ReplayResolver,
      StoryResolver,
      VerdictResolver,
      WatchResolver,
    ],
    // Candles are checked where the rules about candles are: in data/.
    validate: false,
    pubSub: NO_PUBSUB,
  });
  return withoutNullArguments(schema);
}

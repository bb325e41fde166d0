import { Detection } from '@detective/schema';
import { GraphQLDateTime } from 'graphql-scalars';
import { Arg, Resolver, Root, Subscription, type SubscribeResolverData } from 'type-graphql';
import { parseInterval } from '../graphql/candle-input.ts';
import type { Context } from '../graphql/context.ts';
import { BadInputError } from '../graphql/errors.ts';

interface FeedArguments {
  symbol?: string;
  interval?: string;
  after?: Date;
}

type FeedRequest = SubscribeResolverData<unknown, FeedArguments, Context>;

function follow({ args, context }: FeedRequest, anomaliesOnly: boolean) {
  const { symbol, after } = args;
  if (after && symbol === undefined)
    throw new BadInputError('after: expected a symbol beside it, received none');
  const interval = args.interval === undefined ? undefined : parseInterval(args.interval);
  return context.feed.follow({ symbol, interval, after, anomaliesOnly });
}

@Resolver()
export class FeedResolver {
  @Subscription(() => Detection, {
    subscribe: (request: FeedRequest) => follow(request, true),
    description:
      'With `after` (which needs a symbol), first everything stored after that candle, then new ones as they are ' +
      'stored; each once, none missed.',
  })
  anomalies(
    @Root() detection: Detection,
    @Arg('symbol', () => String, { nullable: true }) _symbol?: string,
    @Arg('interval', () => String, { nullable: true }) _interval?: string,
    @Arg('after', () => GraphQLDateTime, { nullable: true }) _after?: Date,
  ): Detection {
    return detection;
  }

  @Subscription(() => Detection, {
    subscribe: (request: FeedRequest) => follow(request, false),
    description: 'Every detection of one series, in order; `after` as for `anomalies`.',
  })
  detections(
    @Root() detection: Detection,
    @Arg('symbol', () => String, { defaultValue: 'BTC/USD' }) _symbol: string,
    @Arg('interval', () => String, { defaultValue: '1h' }) _interval: string,
    @Arg('after', () => GraphQLDateTime, { nullable: true }) _after?: Date,
  ): Detection {
    return detection;
  }
}

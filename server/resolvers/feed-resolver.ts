import { Detection } from '@detective/schema';
import { GraphQLDateTime } from 'graphql-scalars';
import { Arg, Resolver, Root, Subscription, type SubscribeResolverData } from 'type-graphql';
import { DEFAULT_SERIES, parseInterval, parseSeriesKey, parseSymbol } from '../graphql/candle-input.ts';
import type { Context } from '../graphql/context.ts';
import { BadInputError } from '../errors/request-errors.ts';

/** Clients send null for a variable that they leave out. */
interface FeedArguments {
  symbol?: string | null;
  interval?: string | null;
  after?: Date | null;
}

type FeedRequest = SubscribeResolverData<unknown, FeedArguments, Context>;

/** Anomalies of every series, unless the client names one. */
function followAnomalies({ args, context }: FeedRequest) {
  const { symbol, interval, after } = args;
  if (after && !symbol) throw new BadInputError('after: expected a symbol beside it, received none');
  return context.feed.follow({
    symbol: symbol == null ? undefined : parseSymbol(symbol),
    interval: interval == null ? undefined : parseInterval(interval),
    after: after ?? undefined,
    anomaliesOnly: true,
    client: context.caller.address,
  });
}

function followDetections({ args, context }: FeedRequest) {
  return context.feed.follow({
    ...parseSeriesKey(args.symbol, args.interval),
    after: args.after ?? undefined,
    client: context.caller.address,
  });
}

@Resolver()
export class FeedResolver {
  @Subscription(() => Detection, {
    subscribe: followAnomalies,
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
    subscribe: followDetections,
    description: 'Every detection of one series, in order; `after` as for `anomalies`.',
  })
  detections(
    @Root() detection: Detection,
    @Arg('symbol', () => String, { nullable: true, defaultValue: DEFAULT_SERIES.symbol })
    _symbol: string | null,
    @Arg('interval', () => String, { nullable: true, defaultValue: DEFAULT_SERIES.interval })
    _interval: string | null,
    @Arg('after', () => GraphQLDateTime, { nullable: true }) _after?: Date,
  ): Detection {
    return detection;
  }
}

import { Detection } from '@detective/schema';
import { GraphQLDateTime } from 'graphql-scalars';
import {
  Args,
  ArgsType,
  Field,
  Resolver,
  Root,
  Subscription,
  type SubscribeResolverData,
} from 'type-graphql';
import { parseExchange, parseInterval, parseSeriesKey, parseSymbol } from '../graphql/candle-input.ts';
import type { Context } from '../graphql/context.ts';
import { SeriesArguments } from '../graphql/series-arguments.ts';
import { BadInputError } from '../errors/request-errors.ts';

/** Clients send null for a variable that they leave out. */
@ArgsType()
class AnomaliesArguments {
  @Field(() => String, { nullable: true })
  exchange?: string | null;

  @Field(() => String, { nullable: true })
  symbol?: string | null;

  @Field(() => String, { nullable: true })
  interval?: string | null;

  @Field(() => GraphQLDateTime, { nullable: true })
  after?: Date | null;
}

@ArgsType()
class DetectionsArguments extends SeriesArguments {
  @Field(() => GraphQLDateTime, { nullable: true })
  after?: Date | null;
}

type Request<Arguments> = SubscribeResolverData<unknown, Arguments, Context>;

/** Anomalies of every series, unless the client names one. */
function followAnomalies({ args, context }: Request<AnomaliesArguments>) {
  const { exchange, symbol, interval, after } = args;
  if (after && !symbol) throw new BadInputError('after: expected a symbol beside it, received none');
  return context.feed.follow({
    exchange: exchange == null ? undefined : parseExchange(exchange),
    symbol: symbol == null ? undefined : parseSymbol(symbol),
    interval: interval == null ? undefined : parseInterval(interval),
    after: after ?? undefined,
    anomaliesOnly: true,
    client: context.caller.address,
  });
}

function followDetections({ args, context }: Request<DetectionsArguments>) {
  return context.feed.follow({
    ...parseSeriesKey(args),
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
    @Args(() => AnomaliesArguments) _filter: AnomaliesArguments,
  ): Detection {
    return detection;
  }

  @Subscription(() => Detection, {
    subscribe: followDetections,
    description: 'Every detection of one series, in order; `after` as for `anomalies`.',
  })
  detections(
    @Root() detection: Detection,
    @Args(() => DetectionsArguments) _series: DetectionsArguments,
  ): Detection {
    return detection;
  }
}

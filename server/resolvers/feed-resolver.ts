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
import { UnknownSeriesError } from '../series/unknown-series.ts';

const TOLD_FIRST =
  'The first event for a symbol without a candle that looks misspelt is an error that has the nearest names; then the ' +
  'subscription goes on, or ends where the symbol is another spelling of a stored one. With false it waits silently.';

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

  @Field(() => Boolean, { nullable: true, defaultValue: true, description: TOLD_FIRST })
  mustExist?: boolean | null;
}

@ArgsType()
class SeriesFeedArguments extends SeriesArguments {
  @Field(() => GraphQLDateTime, { nullable: true })
  after?: Date | null;

  @Field(() => Boolean, { nullable: true, defaultValue: true, description: TOLD_FIRST })
  mustExist?: boolean | null;
}

type Request<Arguments> = SubscribeResolverData<unknown, Arguments, Context>;

/** Anomalies of every series, unless the client names one. */
function followAnomalies({ args, context }: Request<AnomaliesArguments>) {
  const { exchange, symbol, interval, after, mustExist } = args;
  if (after && !symbol) throw new BadInputError('after: expected a symbol beside it, received none');
  return context.feed.follow({
    exchange: exchange == null ? undefined : parseExchange(exchange),
    symbol: symbol == null ? undefined : parseSymbol(symbol),
    interval: interval == null ? undefined : parseInterval(interval),
    after: after ?? undefined,
    anomaliesOnly: true,
    mustExist: mustExist ?? true,
    client: context.caller.address,
  });
}

function followDetections({ args, context }: Request<SeriesFeedArguments>) {
  const { exchange, symbol, interval } = parseSeriesKey(args);
  return context.feed.follow({
    exchange,
    symbol,
    interval,
    after: args.after ?? undefined,
    mustExist: args.mustExist ?? true,
    client: context.caller.address,
  });
}

function toldOr(item: Detection | UnknownSeriesError): Detection {
  if (item instanceof UnknownSeriesError) throw item;
  return item;
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
    @Root() item: Detection | UnknownSeriesError,
    @Args(() => AnomaliesArguments) _filter: AnomaliesArguments,
  ): Detection {
    return toldOr(item);
  }

  @Subscription(() => Detection, {
    subscribe: followDetections,
    description: 'Every detection of one series, in order; `after` as for `anomalies`.',
  })
  detections(
    @Root() item: Detection | UnknownSeriesError,
    @Args(() => SeriesFeedArguments) _series: SeriesFeedArguments,
  ): Detection {
    return toldOr(item);
  }
}

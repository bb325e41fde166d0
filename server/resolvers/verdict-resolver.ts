import { seriesName } from '@detective/data';
import { Detection, Verdict, VerdictKind, VerdictList } from '@detective/schema';
import { GraphQLDateTime } from 'graphql-scalars';
import { Arg, Ctx, Mutation, Resolver, Root, Subscription, type SubscribeResolverData } from 'type-graphql';
import { DEFAULT_SERIES, parseSeriesKey } from '../graphql/candle-input.ts';
import type { Context } from '../graphql/context.ts';
import { BadInputError, LimitExceededError } from '../errors/request-errors.ts';

const LONGEST_NOTE = 500;

type FollowRequest = SubscribeResolverData<
  unknown,
  { symbol: string | null; interval: string | null },
  Context
>;

@Resolver()
export class VerdictResolver {
  @Mutation(() => Detection, {
    description: 'Gives a verdict on a detection; a second one replaces the first, null takes it back.',
  })
  async giveVerdict(
    @Arg('symbol', () => String, { nullable: true, defaultValue: DEFAULT_SERIES.symbol })
    symbol: string | null,
    @Arg('interval', () => String, { nullable: true, defaultValue: DEFAULT_SERIES.interval })
    interval: string | null,
    @Arg('openTime', () => GraphQLDateTime) openTime: Date,
    @Arg('kind', () => VerdictKind, { nullable: true }) kind: VerdictKind | null | undefined,
    @Arg('note', () => String, { nullable: true, defaultValue: '' }) givenNote: string | null,
    @Ctx() { dataSource: { manager }, verdictFeed }: Context,
  ): Promise<Detection> {
    const note = givenNote ?? '';
    if (note.length > LONGEST_NOTE)
      throw new LimitExceededError('Characters of a note', LONGEST_NOTE, note.length);
    const series = parseSeriesKey(symbol, interval);
    const key = { ...series, openTime };
    const relations = { candle: true, verdict: true };
    const detection = await manager.findOne(Detection, { where: key, relations });
    if (!detection) {
      throw new BadInputError(`There is no detection of ${seriesName(series)} at ${openTime.toISOString()}`);
    }
    if (kind) {
      // The one character that PostgreSQL's text can't hold.
      const verdict = Object.assign(new Verdict(), {
        ...key,
        kind,
        note: note.replaceAll('\0', ''),
        decidedAt: new Date(),
      });
      await manager.upsert(Verdict, verdict, ['symbol', 'interval', 'openTime']);
      detection.verdict = verdict;
    } else {
      await manager.delete(Verdict, key);
      detection.verdict = null;
    }
    verdictFeed.announce(key);
    return detection;
  }

  @Subscription(() => VerdictList, {
    subscribe: ({ args: { symbol, interval }, context }: FollowRequest) =>
      context.verdictFeed.follow(parseSeriesKey(symbol, interval)),
    description:
      'The current verdicts on one series, then the whole list again after each change. A slow subscriber skips to ' +
      'the newest list.',
  })
  verdicts(
    @Root() list: VerdictList,
    @Arg('symbol', () => String, { nullable: true, defaultValue: DEFAULT_SERIES.symbol })
    _symbol: string | null,
    @Arg('interval', () => String, { nullable: true, defaultValue: DEFAULT_SERIES.interval })
    _interval: string | null,
  ): VerdictList {
    return list;
  }
}

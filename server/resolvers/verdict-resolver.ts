import { seriesName } from '@detective/data';
import { Detection, Verdict, VerdictKind, VerdictList } from '@detective/schema';
import { GraphQLDateTime } from 'graphql-scalars';
import {
  Args,
  ArgsType,
  Ctx,
  Field,
  Mutation,
  Resolver,
  Root,
  Subscription,
  type SubscribeResolverData,
} from 'type-graphql';
import { parseSeriesKey } from '../graphql/candle-input.ts';
import type { Context } from '../graphql/context.ts';
import { SeriesArguments } from '../graphql/series-arguments.ts';
import { BadInputError, LimitExceededError } from '../errors/request-errors.ts';
import { expectSeries } from './expect-series.ts';

const LONGEST_NOTE = 500;

type FollowRequest = SubscribeResolverData<unknown, SeriesArguments, Context>;

@ArgsType()
class VerdictArguments extends SeriesArguments {
  @Field(() => GraphQLDateTime)
  openTime!: Date;

  @Field(() => VerdictKind, { nullable: true })
  kind?: VerdictKind | null;

  @Field(() => String, { nullable: true, defaultValue: '' })
  note!: string | null;
}

/** @throws {LimitExceededError} for a note that is too long */
export function checkedNote(given: string | null): string {
  const note = given ?? '';
  if (note.length > LONGEST_NOTE)
    throw new LimitExceededError('Characters of a note', LONGEST_NOTE, note.length);
  // The one character that PostgreSQL's text can't hold.
  return note.replaceAll('\0', '');
}

@Resolver()
export class VerdictResolver {
  @Mutation(() => Detection, {
    description: 'Gives a verdict on a detection; a second one replaces the first, null takes it back.',
  })
  async giveVerdict(
    @Args(() => VerdictArguments) { openTime, kind, note: givenNote, ...named }: VerdictArguments,
    @Ctx() { dataSource: { manager }, verdictFeed }: Context,
  ): Promise<Detection> {
    const note = checkedNote(givenNote);
    const series = parseSeriesKey(named);
    const key = { ...series, openTime };
    const relations = { candle: true, verdict: true };
    const detection = await manager.findOne(Detection, { where: key, relations });
    if (!detection) {
      await expectSeries(manager, series);
      throw new BadInputError(`There is no detection of ${seriesName(series)} at ${openTime.toISOString()}`);
    }
    if (kind) {
      const verdict = Object.assign(new Verdict(), { ...key, kind, note, decidedAt: new Date() });
      await manager.upsert(Verdict, verdict, ['exchange', 'symbol', 'interval', 'openTime']);
      detection.verdict = verdict;
    } else {
      await manager.delete(Verdict, key);
      detection.verdict = null;
    }
    verdictFeed.announce(key);
    return detection;
  }

  @Subscription(() => VerdictList, {
    subscribe: ({ args, context }: FollowRequest) => context.verdictFeed.follow(parseSeriesKey(args)),
    description:
      'The current verdicts on one series, then the whole list again after each change. A slow subscriber skips to ' +
      'the newest list.',
  })
  verdicts(@Root() list: VerdictList, @Args(() => SeriesArguments) _series: SeriesArguments): VerdictList {
    return list;
  }
}

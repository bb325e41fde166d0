import { Calm } from '@detective/schema';
import { GraphQLDateTime } from 'graphql-scalars';
import { seriesName } from '@detective/data';
import { Args, ArgsType, Ctx, Field, Mutation, Query, Resolver } from 'type-graphql';
import { measureCalm } from '../calm/measure-calm.ts';
import { retireSeries } from '../calm/retire-series.ts';
import { parseSeriesKey } from '../graphql/candle-input.ts';
import type { Context } from '../graphql/context.ts';
import { SeriesArguments } from '../graphql/series-arguments.ts';
import { BadInputError } from '../errors/request-errors.ts';
import { expectSeries } from './expect-series.ts';

@ArgsType()
class CalmArguments extends SeriesArguments {
  @Field(() => GraphQLDateTime)
  from!: Date;

  @Field(() => GraphQLDateTime)
  to!: Date;
}

@Resolver()
export class CalmResolver {
  @Query(() => Calm, {
    description:
      'Whether silence meant calm: what there was to be judged in a range of a series, and what came of it.',
  })
  async calm(
    @Args(() => CalmArguments) { from, to, ...series }: CalmArguments,
    @Ctx() { dataSource: { manager } }: Context,
  ): Promise<Calm> {
    const key = parseSeriesKey(series);
    if (from > to) throw new BadInputError('from: expected a time before `to`, received one after it');
    const calm = await measureCalm(manager, { ...key, from, to }, new Date());
    if (calm) return calm;
    await expectSeries(manager, key);
    // A series that has not begun yet: nothing of it was expected, and nothing is fresh.
    const none = { highestScore: null, highestScoreAt: null, threshold: null, isFresh: false };
    const nothing = {
      expected: 0,
      judged: 0,
      missing: 0,
      incidents: 0,
      messagesSent: 0,
      messagesReceived: 0,
    };
    return Object.assign(new Calm(), { ...none, ...nothing });
  }
  @Mutation(() => Boolean, {
    description:
      'Lets nothing be expected of a series that clients have sent, as after it was renamed: it is told silent no longer ' +
      'and holds up no heartbeat, until a candle of it comes again. What is stored stays. Of a followed market ' +
      'unwatchMarket does so. Whether there is such a series.',
  })
  async retireSeries(
    @Args(() => SeriesArguments) series: SeriesArguments,
    @Ctx() { dataSource: { manager } }: Context,
  ): Promise<boolean> {
    const key = parseSeriesKey(series);
    const retirement = await retireSeries(manager, key, new Date());
    if (retirement === 'followed')
      throw new BadInputError(`${seriesName(key)} is followed: unwatchMarket ends that`);
    if (retirement === 'unknown') await expectSeries(manager, key);
    return retirement === 'retired';
  }
}

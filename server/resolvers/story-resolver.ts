import { CandleOverview, RARE_HOURS, RareCandle, RareCandleColumns } from '@detective/schema';
import { Args, ArgsType, Ctx, Field, Float, Int, Query, Resolver } from 'type-graphql';
import { readCandleOverview } from '../database/read-candle-overview.ts';
import { type RareRow, readRareCandles } from '../database/read-rare-candles.ts';
import { BadInputError, LimitExceededError } from '../errors/request-errors.ts';
import { parseSeriesKey } from '../graphql/candle-input.ts';
import type { Context } from '../graphql/context.ts';
import { RangeArguments } from '../graphql/series-arguments.ts';
import { candleColumns, rareCandle, rareColumns } from './columns.ts';
import { expectSeries } from './expect-series.ts';

const MOST_CANDLES = 2_000;
const MOST_RARE = 10_000;
const DEFAULT_CANDLES = 1_000;
const DEFAULT_RARE = 5_000;

@ArgsType()
class CandleOverviewArguments extends RangeArguments {
  @Field(() => Int, { nullable: true, defaultValue: DEFAULT_CANDLES, description: 'From 2 to 2,000.' })
  most!: number | null;
}

@ArgsType()
class RareArguments extends RangeArguments {
  @Field(() => Float, {
    nullable: true,
    defaultValue: RARE_HOURS,
    description:
      'Only what comes less often than once in so many hours, at least 24, and faults of the feed: 168 divided by a ' +
      'budget gives what would be an anomaly at it.',
  })
  minReturnPeriodHours!: number | null;

  @Field(() => Int, { nullable: true, defaultValue: DEFAULT_RARE, description: 'Up to 10,000: the rarest.' })
  limit!: number | null;
}

/** What is drawn of a long time, and what was rare in it. */
@Resolver()
export class StoryResolver {
  @Query(() => CandleOverview, {
    description:
      'Any range of a series as at most `most` candles, each of several stored ones where there are more: as many for ' +
      'ten years as for ten weeks. Without from and to, all that is stored.',
  })
  async candleOverview(
    @Args(() => CandleOverviewArguments) { mustExist, most, from, to, ...series }: CandleOverviewArguments,
    @Ctx() { history, candleSums }: Context,
  ): Promise<CandleOverview> {
    const key = parseSeriesKey(series);
    const range = { ...key, from: from ?? undefined, to: to ?? undefined };
    const count = checkCount('most', most ?? DEFAULT_CANDLES, 2, MOST_CANDLES);
    return history.read(async (manager, isPrimary) => {
      const sums = isPrimary ? candleSums : undefined;
      const overview = await readCandleOverview(manager, sums, { ...range, most: count });
      if (!overview && mustExist !== false) await expectSeries(manager, key);
      const { intervals, candles } = overview ?? { intervals: 1, candles: [] };
      return { intervals, candles, columns: candleColumns(candles) };
    });
  }

  @Query(() => [RareCandle], {
    description:
      'The anomalies of a range and what would have been one at a larger alert budget, ascending by openTime. Judged ' +
      'from stored return periods, so nothing is judged anew.',
  })
  async rareCandles(
    @Args(() => RareArguments) range: RareArguments,
    @Ctx() context: Context,
  ): Promise<RareCandle[]> {
    return (await readRare(range, context)).map(rareCandle);
  }

  @Query(() => RareCandleColumns, { description: 'What `rareCandles` gives, by columns.' })
  async rareCandleColumns(
    @Args(() => RareArguments) range: RareArguments,
    @Ctx() context: Context,
  ): Promise<RareCandleColumns> {
    return rareColumns(await readRare(range, context));
  }
}

async function readRare(
  { mustExist, minReturnPeriodHours, limit, from, to, ...series }: RareArguments,
  { history }: Context,
): Promise<RareRow[]> {
  const key = parseSeriesKey(series);
  const range = { ...key, from: from ?? undefined, to: to ?? undefined };
  const hours = checkRarity(minReturnPeriodHours ?? RARE_HOURS);
  const most = checkCount('limit', limit ?? DEFAULT_RARE, 1, MOST_RARE);
  return history.read(async (manager) => {
    const rare = await readRareCandles(manager, { ...range, hours, most });
    if (rare.length === 0 && mustExist !== false) await expectSeries(manager, key);
    return rare;
  });
}

/** @throws {BadInputError} for what is common: only rare candles can be found without reading all */
export function checkRarity(hours: number): number {
  if (hours >= RARE_HOURS) return hours;
  throw new BadInputError(`minReturnPeriodHours: expected at least ${RARE_HOURS}, received ${hours}`);
}

export function checkCount(name: string, count: number, least: number, most: number): number {
  if (count > most) throw new LimitExceededError(name, most, count);
  if (count < least) throw new BadInputError(`${name}: expected at least ${least}, received ${count}`);
  return count;
}

import { Correction } from '@detective/schema';
import { Args, ArgsType, Ctx, Field, Int, Query, Resolver } from 'type-graphql';
import { parseSeriesKey } from '../graphql/candle-input.ts';
import type { Context } from '../graphql/context.ts';
import { RangeArguments } from '../graphql/series-arguments.ts';
import { readCorrections } from '../watches/correction-store.ts';
import { expectSeries } from './expect-series.ts';
import { checkLimit } from './history-resolver.ts';

const DEFAULT_ROWS = 500;

@ArgsType()
class CorrectionArguments extends RangeArguments {
  @Field(() => Int, { nullable: true, defaultValue: DEFAULT_ROWS })
  limit!: number | null;
}

@Resolver()
export class CorrectionResolver {
  @Query(() => [Correction], {
    description:
      'What exchanges said of stored candles afterwards: the newest `limit` on candles from `from` (inclusive) to `to` ' +
      '(exclusive), ascending by openTime and noticedAt.',
  })
  async corrections(
    @Args(() => CorrectionArguments) { mustExist, from, to, limit, ...named }: CorrectionArguments,
    @Ctx() { dataSource: { manager } }: Context,
  ): Promise<Correction[]> {
    const key = parseSeriesKey(named);
    const page = { from, to, limit: checkLimit(limit ?? DEFAULT_ROWS) };
    const corrections = await readCorrections(manager, key, page);
    if (corrections.length === 0 && mustExist !== false) await expectSeries(manager, key);
    return corrections;
  }
}

import { seriesName } from '@detective/data';
import { AlertBudgets } from '@detective/schema';
import { Args, ArgsType, Ctx, Field, Float, Mutation, Query, Resolver } from 'type-graphql';
import { hasSeries } from '../database/series-names.ts';
import { BadInputError } from '../errors/request-errors.ts';
import { parseSeriesKey } from '../graphql/candle-input.ts';
import type { Context } from '../graphql/context.ts';
import { SeriesArguments } from '../graphql/series-arguments.ts';
import { LARGEST_BUDGET, LEAST_BUDGET } from '../ingest/budgets-in-force.ts';
import { expectSeries } from './expect-series.ts';

@ArgsType()
class BudgetArguments extends SeriesArguments {
  @Field(() => Float, { nullable: true, description: 'From 0.02 to 49; null takes back what was set.' })
  alertsPerWeek?: number | null;

  @Field(() => Boolean, {
    nullable: true,
    defaultValue: false,
    description: 'For all series that have no budget of their own, and not for this one.',
  })
  forAll!: boolean | null;
}

@Resolver()
export class BudgetResolver {
  @Query(() => AlertBudgets, { description: 'The alert budgets that count for a series.' })
  async alertBudgets(
    @Args(() => SeriesArguments) series: SeriesArguments,
    @Ctx() { dataSource, detectors: { budgets } }: Context,
  ): Promise<AlertBudgets> {
    await budgets.read(dataSource.manager);
    return budgets.describe(parseSeriesKey(series));
  }

  @Mutation(() => AlertBudgets, {
    description:
      'Sets the alert budget of a series, or of all, for candles that are judged from now on, by every server of this ' +
      'database. What is stored stays as it was judged.',
  })
  async setAlertBudget(
    @Args(() => BudgetArguments) { alertsPerWeek = null, forAll, ...series }: BudgetArguments,
    @Ctx() { dataSource: { manager }, detectors: { budgets } }: Context,
  ): Promise<AlertBudgets> {
    const key = parseSeriesKey(series);
    checkBudget(alertsPerWeek);
    if (!forAll && !(await hasSeries(manager, key))) {
      await expectSeries(manager, key);
      throw new BadInputError(
        `There is no candle of ${seriesName(key)}, so it can have no budget of its own`,
      );
    }
    await budgets.set(manager, forAll ? null : key, alertsPerWeek);
    return budgets.describe(key);
  }
}

/** @throws {BadInputError} for a budget that no detector can keep to */
function checkBudget(alertsPerWeek: number | null): void {
  if (alertsPerWeek === null || (alertsPerWeek >= LEAST_BUDGET && alertsPerWeek <= LARGEST_BUDGET)) return;
  const range = 'from 0.02 (one alert a year) to 49 (seven a day)';
  throw new BadInputError(`alertsPerWeek: expected alerts a week ${range}, received ${alertsPerWeek}`);
}

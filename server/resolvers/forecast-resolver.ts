import { Accuracy, Forecast } from '@detective/schema';
import { Args, Ctx, Query, Resolver } from 'type-graphql';
import { measureAccuracy } from '../database/measure-accuracy.ts';
import { readNewest } from '../database/read-newest.ts';
import { parseSeriesKey } from '../graphql/candle-input.ts';
import type { Context } from '../graphql/context.ts';
import { RangeArguments, StoredSeriesArguments } from '../graphql/series-arguments.ts';
import { isForecastOutdated } from '../series/freshness.ts';
import { expectSeries } from './expect-series.ts';

const FORECAST_IS_NULL =
  'Null while the detector warms up, and once the forecast candle of a live series closed more than an interval ago.';

@Resolver()
export class ForecastResolver {
  @Query(() => Forecast, { nullable: true, description: FORECAST_IS_NULL })
  async forecast(
    @Args(() => StoredSeriesArguments) { mustExist, ...series }: StoredSeriesArguments,
    @Ctx() { dataSource, detectors }: Context,
  ): Promise<Forecast | null> {
    const key = parseSeriesKey(series);
    const newest = await readNewest(dataSource.manager, key);
    if (!newest && mustExist !== false) await expectSeries(dataSource.manager, key);
    if (!newest || isForecastOutdated({ interval: key.interval, ...newest }, new Date())) return null;
    await detectors.budgets.read(dataSource.manager);
    const detector = detectors.of(key);
    const state = await detectors.states.read(dataSource.manager, detector, key, newest);
    const forecast = detector.forecast(state);
    if (!forecast) return null;
    const openTime = new Date(forecast.openTime);
    return { ...forecast, ...key, openTime, modelId: detector.modelId };
  }

  @Query(() => Accuracy, {
    nullable: true,
    description:
      'How well the detector has done from `from` to `to`; null if no candle of the range was scored.',
  })
  async accuracy(
    @Args(() => RangeArguments) { from, to, mustExist, ...series }: RangeArguments,
    @Ctx() { dataSource, history, detectors }: Context,
  ): Promise<Accuracy | null> {
    const key = parseSeriesKey(series);
    const range = { ...key, from: from ?? undefined, to: to ?? undefined };
    const measured = await history.read(async (manager) => {
      const measured = await measureAccuracy(manager, range);
      if (!measured && mustExist !== false) await expectSeries(manager, key);
      return measured;
    });
    await detectors.budgets.read(dataSource.manager);
    return measured && { ...measured, alertBudgetPerWeek: detectors.budgets.of(key) };
  }
}

import { Accuracy, Forecast } from '@detective/schema';
import { GraphQLDateTime } from 'graphql-scalars';
import { Arg, Ctx, Query, Resolver } from 'type-graphql';
import { measureAccuracy } from '../database/measure-accuracy.ts';
import { readNewest } from '../database/read-newest.ts';
import { DEFAULT_SERIES, parseSeriesKey } from '../graphql/candle-input.ts';
import type { Context } from '../graphql/context.ts';
import { isForecastOutdated } from '../series/freshness.ts';

const FORECAST_IS_NULL =
  'Null while the detector warms up, and once the forecast candle of a live series closed more than an interval ago.';

@Resolver()
export class ForecastResolver {
  @Query(() => Forecast, { nullable: true, description: FORECAST_IS_NULL })
  async forecast(
    @Arg('symbol', () => String, { nullable: true, defaultValue: DEFAULT_SERIES.symbol })
    symbol: string | null,
    @Arg('interval', () => String, { nullable: true, defaultValue: DEFAULT_SERIES.interval })
    interval: string | null,
    @Ctx() { dataSource, detectors }: Context,
  ): Promise<Forecast | null> {
    const key = parseSeriesKey(symbol, interval);
    const newest = await readNewest(dataSource.manager, key);
    if (!newest || isForecastOutdated({ interval: key.interval, ...newest }, new Date())) return null;
    const detector = detectors.of(key.interval);
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
    @Arg('symbol', () => String, { nullable: true, defaultValue: DEFAULT_SERIES.symbol })
    symbol: string | null,
    @Arg('interval', () => String, { nullable: true, defaultValue: DEFAULT_SERIES.interval })
    interval: string | null,
    @Arg('from', () => GraphQLDateTime, { nullable: true }) from: Date | null | undefined,
    @Arg('to', () => GraphQLDateTime, { nullable: true }) to: Date | null | undefined,
    @Ctx() { dataSource, detectors }: Context,
  ): Promise<Accuracy | null> {
    const range = { ...parseSeriesKey(symbol, interval), from: from ?? undefined, to: to ?? undefined };
    const measured = await measureAccuracy(dataSource.manager, range);
    return measured && { ...measured, alertBudgetPerWeek: detectors.alertsPerWeek };
  }
}

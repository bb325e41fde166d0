import { Candle, Detection, Series, SeriesOverview } from '@detective/schema';
import { GraphQLDateTime } from 'graphql-scalars';
import { Arg, Ctx, Int, Query, Resolver } from 'type-graphql';
import { And, LessThan, MoreThanOrEqual, type EntityManager, type FindOperator } from 'typeorm';
import { readDetections } from '../database/read-detections.ts';
import { parseInterval } from '../graphql/candle-input.ts';
import type { Context } from '../graphql/context.ts';
import { BadInputError, LimitExceededError } from '../graphql/errors.ts';

const ROWS_A_PAGE = 1_000;

@Resolver()
export class HistoryResolver {
  @Query(() => [Series])
  series(@Ctx() { dataSource }: Context): Promise<Series[]> {
    return dataSource.manager.find(Series, { order: { symbol: 'ASC', interval: 'ASC' } });
  }

  @Query(() => [SeriesOverview], { description: 'Every series at a glance, for a switch between them.' })
  async overview(@Ctx() { dataSource: { manager } }: Context): Promise<SeriesOverview[]> {
    const all = await manager.find(Series, { order: { symbol: 'ASC', interval: 'ASC' } });
    return Promise.all(all.map((series) => overviewOf(manager, series)));
  }

  @Query(() => [Candle], {
    description:
      'Ascending by openTime; from is inclusive, to is exclusive; without from, the newest `limit` candles before `to`.',
  })
  async candles(
    @Arg('symbol', () => String, { defaultValue: 'BTC/USD' }) symbol: string,
    @Arg('interval', () => String, { defaultValue: '1h' }) interval: string,
    @Arg('from', () => GraphQLDateTime, { nullable: true }) from: Date | undefined,
    @Arg('to', () => GraphQLDateTime, { nullable: true }) to: Date | undefined,
    @Arg('limit', () => Int, { defaultValue: 500 }) limit: number,
    @Ctx() { dataSource }: Context,
  ): Promise<Candle[]> {
    const { where, order, take } = page({ symbol, interval, from, to, limit });
    return ascending(await dataSource.manager.find(Candle, { where, order, take }));
  }

  @Query(() => [Detection], { description: 'Paged like `candles`.' })
  async detections(
    @Arg('symbol', () => String, { defaultValue: 'BTC/USD' }) symbol: string,
    @Arg('interval', () => String, { defaultValue: '1h' }) interval: string,
    @Arg('from', () => GraphQLDateTime, { nullable: true }) from: Date | undefined,
    @Arg('to', () => GraphQLDateTime, { nullable: true }) to: Date | undefined,
    @Arg('limit', () => Int, { defaultValue: 500 }) limit: number,
    @Arg('anomaliesOnly', () => Boolean, { defaultValue: false }) anomaliesOnly: boolean,
    @Ctx() { dataSource }: Context,
  ): Promise<Detection[]> {
    const { where, order, take } = page({ symbol, interval, from, to, limit });
    const range = anomaliesOnly ? ({ ...where, isAnomaly: true } as const) : where;
    return ascending(await readDetections(dataSource.manager, range, { order, take }));
  }
}

const WEEK_MS = 7 * 24 * 3_600_000;
const RECENT_CANDLES = 48;

async function overviewOf(manager: EntityManager, series: Series): Promise<SeriesOverview> {
  const { symbol, interval, lastOpenTime } = series;
  const order = { openTime: 'DESC' } as const;
  const newest = await manager.find(Candle, { where: { symbol, interval }, order, take: RECENT_CANDLES });
  const since = MoreThanOrEqual(new Date(lastOpenTime.getTime() - WEEK_MS));
  const anomalies = await manager.find(Detection, {
    where: { symbol, interval, isAnomaly: true, openTime: since },
    relations: { verdict: true },
  });
  return {
    series,
    lastClose: newest[0]?.close ?? null,
    recentCloses: newest.map(({ close }) => close).reverse(),
    openAnomalies: anomalies.filter(({ verdict }) => !verdict).length,
    overdueSince: null,
    intervalWarning: null,
  };
}

interface PageRequest {
  symbol: string;
  interval: string;
  from: Date | undefined;
  to: Date | undefined;
  limit: number;
}

/** From a start the oldest rows come first; without one the newest are wanted, so they are read backwards. */
function page({ symbol, interval, from, to, limit }: PageRequest) {
  if (limit > ROWS_A_PAGE) throw new LimitExceededError('limit', ROWS_A_PAGE, limit);
  if (limit < 1) throw new BadInputError(`limit: expected at least 1, received ${limit}`);
  return {
    where: { symbol, interval: parseInterval(interval), ...openTimeWithin(from, to) },
    order: { openTime: from ? 'ASC' : 'DESC' } as const,
    take: limit,
  };
}

function openTimeWithin(from: Date | undefined, to: Date | undefined): { openTime?: FindOperator<Date> } {
  if (from && to) return { openTime: And(MoreThanOrEqual(from), LessThan(to)) };
  if (from) return { openTime: MoreThanOrEqual(from) };
  return to ? { openTime: LessThan(to) } : {};
}

const ascending = <Row extends { openTime: Date }>(rows: Row[]): Row[] =>
  rows.sort((one, other) => one.openTime.getTime() - other.openTime.getTime());

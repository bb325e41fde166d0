import { Candle, Detection, Series, SeriesOverview } from '@detective/schema';
import { Arg, Args, ArgsType, Ctx, Field, Float, Int, Query, Resolver } from 'type-graphql';
import { And, Any, LessThan, MoreThanOrEqual, type EntityManager, type FindOperator } from 'typeorm';
import { readDetections, type DetectionRange } from '../database/read-detections.ts';
import { readRareTimes } from '../database/read-rare-candles.ts';
import { readOverview, type OverviewRow } from '../database/read-overview.ts';
import { parseInterval, parseSeriesKey } from '../graphql/candle-input.ts';
import type { Context } from '../graphql/context.ts';
import { RangeArguments } from '../graphql/series-arguments.ts';
import { BadInputError, LimitExceededError } from '../errors/request-errors.ts';
import { overdueSince } from '../series/freshness.ts';
import { expectSeries } from './expect-series.ts';
import { checkRarity } from './story-resolver.ts';

const ROWS_A_PAGE = 1_000;
const DEFAULT_ROWS = 500;

const SERIES_PAGE =
  'Ascending by symbol, interval and exchange: at most `limit` (up to 1,000) after the first `offset`.';

@ArgsType()
class PageArguments extends RangeArguments {
  @Field(() => Int, { nullable: true, defaultValue: DEFAULT_ROWS })
  limit!: number | null;
}

@ArgsType()
class DetectionsArguments extends PageArguments {
  @Field(() => Boolean, { nullable: true, defaultValue: false })
  anomaliesOnly!: boolean | null;

  @Field(() => Float, {
    nullable: true,
    description:
      'Only what comes less often than once in so many hours, at least 24, anomaly or not, and faults of the feed: ' +
      'what would be an anomaly at an alert budget of 168 divided by this.',
  })
  minReturnPeriodHours?: number | null;
}

@Resolver()
export class HistoryResolver {
  @Query(() => [Series], { description: SERIES_PAGE })
  series(
    @Arg('limit', () => Int, { nullable: true, defaultValue: ROWS_A_PAGE }) limit: number | null,
    @Arg('offset', () => Int, { nullable: true, defaultValue: 0 }) offset: number | null,
    @Ctx() { dataSource }: Context,
  ): Promise<Series[]> {
    const page = pageOfSeries(limit, offset);
    const order = { symbol: 'ASC', interval: 'ASC', exchange: 'ASC' } as const;
    return dataSource.manager.find(Series, { order, take: page.limit, skip: page.offset });
  }

  @Query(() => [SeriesOverview], { description: `Each series at a glance. ${SERIES_PAGE}` })
  async overview(
    @Arg('limit', () => Int, { nullable: true, defaultValue: ROWS_A_PAGE }) limit: number | null,
    @Arg('offset', () => Int, { nullable: true, defaultValue: 0 }) offset: number | null,
    @Ctx() { dataSource }: Context,
  ): Promise<SeriesOverview[]> {
    const rows = await readOverview(dataSource.manager, pageOfSeries(limit, offset));
    const now = new Date();
    return rows.map((row) => overviewOf(row, now));
  }

  @Query(() => [Candle], {
    description:
      'Ascending by openTime; from is inclusive, to is exclusive; without from, the newest `limit` candles before `to`.',
  })
  async candles(
    @Args(() => PageArguments) { mustExist, ...request }: PageArguments,
    @Ctx() { history }: Context,
  ): Promise<Candle[]> {
    const { key, where, order, take } = page(request);
    return history.read(async (manager) => {
      const candles = await manager.find(Candle, { where, order, take });
      if (candles.length === 0 && mustExist !== false) await expectSeries(manager, key);
      return ascending(candles);
    });
  }

  @Query(() => [Detection], { description: 'Paged like `candles`.' })
  async detections(
    @Args(() => DetectionsArguments)
    { mustExist, anomaliesOnly, minReturnPeriodHours, ...request }: DetectionsArguments,
    @Ctx() { history }: Context,
  ): Promise<Detection[]> {
    const { key, where, order, take } = page(request);
    const range = anomaliesOnly ? ({ ...where, isAnomaly: true } as const) : where;
    return history.read(async (manager) => {
      const detections =
        typeof minReturnPeriodHours === 'number'
          ? await readRare(manager, request, checkRarity(minReturnPeriodHours), range)
          : await readDetections(manager, range, { order, take });
      if (detections.length === 0 && mustExist !== false) await expectSeries(manager, key);
      return ascending(detections);
    });
  }
}

/** Found by an index of what is rare, then read as any others. */
async function readRare(
  manager: EntityManager,
  { from, to, ...request }: Omit<PageArguments, 'mustExist'>,
  hours: number,
  range: DetectionRange,
): Promise<Detection[]> {
  const { key, order, take } = page(request);
  const direction = from ? 'ASC' : 'DESC';
  const wanted = { ...key, from: from ?? undefined, to: to ?? undefined, hours, most: take };
  const times = await readRareTimes(manager, wanted, direction);
  return times.length === 0 ? [] : readDetections(manager, { ...range, openTime: Any(times) }, { order });
}

function overviewOf({ series, detectedAt, ...glance }: OverviewRow, now: Date): SeriesOverview {
  const newest = { interval: parseInterval(series.interval), openTime: series.lastOpenTime, detectedAt };
  return {
    ...glance,
    series,
    overdueSince: overdueSince(newest, now),
  };
}

function pageOfSeries(limit: number | null, offset: number | null) {
  const page = { limit: checkLimit(limit ?? ROWS_A_PAGE), offset: offset ?? 0 };
  if (page.offset < 0) throw new BadInputError(`offset: expected at least 0, received ${page.offset}`);
  return page;
}

export function checkLimit(limit: number): number {
  if (limit > ROWS_A_PAGE) throw new LimitExceededError('limit', ROWS_A_PAGE, limit);
  if (limit < 1) throw new BadInputError(`limit: expected at least 1, received ${limit}`);
  return limit;
}

/** With a start, the oldest rows come first; without one, the newest are wanted, so they are read backwards. */
function page({ from, to, limit, ...series }: Omit<PageArguments, 'mustExist'>) {
  const key = parseSeriesKey(series);
  return {
    key,
    where: { ...key, ...openTimeWithin(from, to) },
    order: { openTime: from ? 'ASC' : 'DESC' } as const,
    take: checkLimit(limit ?? DEFAULT_ROWS),
  };
}

type Bound = Date | null | undefined;

function openTimeWithin(from: Bound, to: Bound): { openTime?: FindOperator<Date> } {
  if (from && to) return { openTime: And(MoreThanOrEqual(from), LessThan(to)) };
  if (from) return { openTime: MoreThanOrEqual(from) };
  return to ? { openTime: LessThan(to) } : {};
}

const ascending = <Row extends { openTime: Date }>(rows: Row[]): Row[] =>
  rows.sort((one, other) => one.openTime.getTime() - other.openTime.getTime());

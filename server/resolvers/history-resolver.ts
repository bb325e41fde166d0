import { Candle, Detection, Series, SeriesOverview } from '@detective/schema';
import { GraphQLDateTime } from 'graphql-scalars';
import { Arg, Ctx, Int, Query, Resolver } from 'type-graphql';
import { And, LessThan, MoreThanOrEqual, type FindOperator } from 'typeorm';
import { readDetections } from '../database/read-detections.ts';
import { readOverview, type OverviewRow } from '../database/read-overview.ts';
import { DEFAULT_SERIES, parseInterval, parseSeriesKey } from '../graphql/candle-input.ts';
import type { Context } from '../graphql/context.ts';
import { BadInputError, LimitExceededError } from '../errors/request-errors.ts';
import { overdueSince } from '../series/freshness.ts';

const ROWS_A_PAGE = 1_000;
const DEFAULT_ROWS = 500;

const SERIES_PAGE =
  'Ascending by symbol and interval: at most `limit` (up to 1,000) after the first `offset`.';

@Resolver()
export class HistoryResolver {
  @Query(() => [Series], { description: SERIES_PAGE })
  series(
    @Arg('limit', () => Int, { nullable: true, defaultValue: ROWS_A_PAGE }) limit: number | null,
    @Arg('offset', () => Int, { nullable: true, defaultValue: 0 }) offset: number | null,
    @Ctx() { dataSource }: Context,
  ): Promise<Series[]> {
    const page = pageOfSeries(limit, offset);
    const order = { symbol: 'ASC', interval: 'ASC' } as const;
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
    @Arg('symbol', () => String, { nullable: true, defaultValue: DEFAULT_SERIES.symbol })
    symbol: string | null,
    @Arg('interval', () => String, { nullable: true, defaultValue: DEFAULT_SERIES.interval })
    interval: string | null,
    @Arg('from', () => GraphQLDateTime, { nullable: true }) from: Date | null | undefined,
    @Arg('to', () => GraphQLDateTime, { nullable: true }) to: Date | null | undefined,
    @Arg('limit', () => Int, { nullable: true, defaultValue: DEFAULT_ROWS }) limit: number | null,
    @Ctx() { dataSource }: Context,
  ): Promise<Candle[]> {
    const { where, order, take } = page({ symbol, interval, from, to, limit });
    return ascending(await dataSource.manager.find(Candle, { where, order, take }));
  }

  @Query(() => [Detection], { description: 'Paged like `candles`.' })
  async detections(
    @Arg('symbol', () => String, { nullable: true, defaultValue: DEFAULT_SERIES.symbol })
    symbol: string | null,
    @Arg('interval', () => String, { nullable: true, defaultValue: DEFAULT_SERIES.interval })
    interval: string | null,
    @Arg('from', () => GraphQLDateTime, { nullable: true }) from: Date | null | undefined,
    @Arg('to', () => GraphQLDateTime, { nullable: true }) to: Date | null | undefined,
    @Arg('limit', () => Int, { nullable: true, defaultValue: DEFAULT_ROWS }) limit: number | null,
    @Arg('anomaliesOnly', () => Boolean, { nullable: true, defaultValue: false })
    anomaliesOnly: boolean | null,
    @Ctx() { dataSource }: Context,
  ): Promise<Detection[]> {
    const { where, order, take } = page({ symbol, interval, from, to, limit });
    const range = anomaliesOnly ? ({ ...where, isAnomaly: true } as const) : where;
    return ascending(await readDetections(dataSource.manager, range, { order, take }));
  }
}

function overviewOf(
  { series, detectedAt, recentCloses, openAnomalies }: OverviewRow,
  now: Date,
): SeriesOverview {
  const newest = { interval: parseInterval(series.interval), openTime: series.lastOpenTime, detectedAt };
  return {
    series,
    lastClose: recentCloses.at(-1) ?? null,
    recentCloses,
    openAnomalies,
    overdueSince: overdueSince(newest, now),
  };
}

function pageOfSeries(limit: number | null, offset: number | null) {
  const page = { limit: checkLimit(limit ?? ROWS_A_PAGE), offset: offset ?? 0 };
  if (page.offset < 0) throw new BadInputError(`offset: expected at least 0, received ${page.offset}`);
  return page;
}

function checkLimit(limit: number): number {
  if (limit > ROWS_A_PAGE) throw new LimitExceededError('limit', ROWS_A_PAGE, limit);
  if (limit < 1) throw new BadInputError(`limit: expected at least 1, received ${limit}`);
  return limit;
}

interface PageRequest {
  symbol: string | null;
  interval: string | null;
  from: Date | null | undefined;
  to: Date | null | undefined;
  limit: number | null;
}

/** With a start, the oldest rows come first; without one, the newest are wanted, so they are read backwards. */
function page({ symbol, interval, from, to, ...rest }: PageRequest) {
  const limit = checkLimit(rest.limit ?? DEFAULT_ROWS);
  return {
    where: { ...parseSeriesKey(symbol, interval), ...openTimeWithin(from, to) },
    order: { openTime: from ? 'ASC' : 'DESC' } as const,
    take: limit,
  };
}

function openTimeWithin(from: PageRequest['from'], to: PageRequest['to']): { openTime?: FindOperator<Date> } {
  if (from && to) return { openTime: And(MoreThanOrEqual(from), LessThan(to)) };
  if (from) return { openTime: MoreThanOrEqual(from) };
  return to ? { openTime: LessThan(to) } : {};
}

const ascending = <Row extends { openTime: Date }>(rows: Row[]): Row[] =>
  rows.sort((one, other) => one.openTime.getTime() - other.openTime.getTime());

import { seriesName } from '@detective/data';
import { Detection, Incident, Verdict, VerdictKind } from '@detective/schema';
import { GraphQLDateTime } from 'graphql-scalars';
import {
  Args,
  ArgsType,
  Ctx,
  Field,
  Int,
  Mutation,
  Query,
  Resolver,
  Root,
  Subscription,
  type SubscribeResolverData,
} from 'type-graphql';
import { And, Between, IsNull, LessThan, MoreThanOrEqual } from 'typeorm';
import { parseSeriesKey } from '../graphql/candle-input.ts';
import type { Context } from '../graphql/context.ts';
import { RangeArguments, SeriesArguments } from '../graphql/series-arguments.ts';
import { BadInputError } from '../errors/request-errors.ts';
import { readIncidents } from '../incidents/read-incidents.ts';
import { expectSeries } from './expect-series.ts';
import { checkLimit } from './history-resolver.ts';
import { checkedNote } from './verdict-resolver.ts';

const DEFAULT_ROWS = 100;

@ArgsType()
class IncidentsArguments extends RangeArguments {
  @Field(() => Int, { nullable: true, defaultValue: DEFAULT_ROWS })
  limit!: number | null;

  @Field(() => Boolean, { nullable: true, defaultValue: false })
  openOnly!: boolean | null;
}

@ArgsType()
class FollowArguments extends SeriesArguments {
  @Field(() => GraphQLDateTime, { nullable: true })
  after?: Date | null;
}

@ArgsType()
class IncidentVerdictArguments extends SeriesArguments {
  @Field(() => GraphQLDateTime)
  openedAt!: Date;

  @Field(() => VerdictKind, { nullable: true })
  kind?: VerdictKind | null;

  @Field(() => String, { nullable: true, defaultValue: '' })
  note!: string | null;
}

type FollowRequest = SubscribeResolverData<unknown, FollowArguments, Context>;

@Resolver(() => Incident)
export class IncidentResolver {
  @Query(() => [Incident], {
    description:
      'Ascending by openedAt, of which from is inclusive and to is exclusive; without from, the newest `limit` before `to`.',
  })
  async incidents(
    @Args(() => IncidentsArguments) { from, to, limit, openOnly, mustExist, ...series }: IncidentsArguments,
    @Ctx() { history }: Context,
  ): Promise<Incident[]> {
    const key = parseSeriesKey(series);
    const since = from ? MoreThanOrEqual(from) : undefined;
    const until = to ? LessThan(to) : undefined;
    const openedAt = since && until ? And(since, until) : (since ?? until);
    const where = { ...key, ...(openedAt && { openedAt }), ...(openOnly && { closedAt: IsNull() }) };
    const page = { order: from ? 'ASC' : 'DESC', take: checkLimit(limit ?? DEFAULT_ROWS) } as const;
    return history.read(async (manager) => {
      const incidents = await readIncidents(manager, where, page);
      if (incidents.length === 0 && mustExist !== false) await expectSeries(manager, key);
      return from ? incidents : incidents.reverse();
    });
  }

  @Mutation(() => Incident, {
    description:
      'Gives a verdict on every anomaly that an incident has now; a second one replaces the first, null takes it back.',
  })
  async giveIncidentVerdict(
    @Args(() => IncidentVerdictArguments)
    { openedAt, kind, note: given, ...named }: IncidentVerdictArguments,
    @Ctx() { dataSource, verdictFeed }: Context,
  ): Promise<Incident> {
    const key = parseSeriesKey(named);
    const note = checkedNote(given);
    const find = async () => {
      const [found] = await readIncidents(
        dataSource.manager,
        { ...key, openedAt },
        { order: 'ASC', take: 1 },
      );
      return found;
    };
    const incident = await find();
    if (!incident) {
      await expectSeries(dataSource.manager, key);
      throw new BadInputError(
        `There is no incident of ${seriesName(key)} that opened at ${openedAt.toISOString()}`,
      );
    }
    const openTime = Between(incident.openedAt, incident.newestAt);
    await dataSource.transaction(async (manager) => {
      const members = await manager.findBy(Detection, { ...key, openTime, isAnomaly: true });
      if (!kind) return void (await manager.delete(Verdict, { ...key, openTime }));
      const decidedAt = new Date();
      const verdicts = members.map((member) =>
        Object.assign(new Verdict(), { ...key, openTime: member.openTime, kind, note, decidedAt }),
      );
      await manager.upsert(Verdict, verdicts, ['exchange', 'symbol', 'interval', 'openTime']);
    });
    verdictFeed.announce(key);
    return (await find()) ?? incident;
  }

  @Subscription(() => Incident, {
    name: 'incidents',
    subscribe: ({ args, context }: FollowRequest) =>
      context.incidentFeed.follow(parseSeriesKey(args), args.after ?? undefined),
    description:
      'Each incident of one series whenever it is opened, extended or closed; with `after`, first all that were changed ' +
      'by later candles than that. One that changes again before a subscriber has read it comes once, as it is then.',
  })
  followIncidents(
    @Root() incident: Incident,
    @Args(() => FollowArguments) _series: FollowArguments,
  ): Incident {
    return incident;
  }
}

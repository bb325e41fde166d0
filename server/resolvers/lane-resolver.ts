import { AnomalyLane } from '@detective/schema';
import { GraphQLDateTime } from 'graphql-scalars';
import { Args, ArgsType, Ctx, Field, Int, Query, Resolver } from 'type-graphql';
import { readAnomalyLanes } from '../database/read-anomaly-lanes.ts';
import { BadInputError } from '../errors/request-errors.ts';
import type { Context } from '../graphql/context.ts';
import { checkCount } from './story-resolver.ts';

/** Together they bound how much one answer can hold. */
const MOST_LANES = 500;
const MOST_PARTS = 250;

@ArgsType()
class LaneArguments {
  @Field(() => GraphQLDateTime)
  from!: Date;

  @Field(() => GraphQLDateTime)
  to!: Date;

  @Field(() => Int, {
    nullable: true,
    defaultValue: MOST_PARTS,
    description: 'From 1 to 250: the range is cut into so many, and each gives a lane its rarest anomaly.',
  })
  parts!: number | null;

  @Field(() => Int, { nullable: true, defaultValue: MOST_LANES })
  limit!: number | null;

  @Field(() => Int, { nullable: true, defaultValue: 0 })
  offset!: number | null;
}

/** All series beside each other. */
@Resolver()
export class LaneResolver {
  @Query(() => [AnomalyLane], {
    description:
      'The anomalies of many series from `from` (inclusive) to `to` (exclusive), to be seen on one axis of time. A lane ' +
      'for each series, ascending by symbol, interval and exchange: at most `limit` (up to 500) after the first `offset`.',
  })
  anomalyLanes(
    @Args(() => LaneArguments) { from, to, parts, limit, offset }: LaneArguments,
    @Ctx() { history }: Context,
  ): Promise<AnomalyLane[]> {
    if (from >= to)
      throw new BadInputError(
        `to: expected a time after ${from.toISOString()}, received ${to.toISOString()}`,
      );
    const page = {
      ...{ from, to },
      parts: checkCount('parts', parts ?? MOST_PARTS, 1, MOST_PARTS),
      limit: checkCount('limit', limit ?? MOST_LANES, 1, MOST_LANES),
      offset: checkCount('offset', offset ?? 0, 0, Infinity),
    };
    return history.read((manager) => readAnomalyLanes(manager, page));
  }
}

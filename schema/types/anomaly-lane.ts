import { Field, Float, Int, ObjectType } from 'type-graphql';
import { GraphQLDateTime } from 'graphql-scalars';
import { AnomalyKind } from '../enums.ts';

@ObjectType({ description: 'The rarest of the anomalies of a series that lie in one part of a range.' })
export class LaneAnomaly {
  @Field(() => GraphQLDateTime)
  openTime!: Date;

  @Field(() => Float, { nullable: true, description: 'Null for a fault of the feed.' })
  returnPeriodHours!: number | null;

  @Field(() => AnomalyKind, { description: 'The main cause.' })
  kind!: AnomalyKind;

  @Field(() => Int, { description: 'How many lie in that part, this one included.' })
  count!: number;
}

@ObjectType({ description: 'The incident of a series that opened last, in few words.' })
export class LaneIncident {
  @Field(() => GraphQLDateTime, { description: 'openTime of its first anomaly.' })
  openedAt!: Date;

  @Field(() => GraphQLDateTime, { description: 'openTime of its newest anomaly.' })
  newestAt!: Date;

  @Field(() => GraphQLDateTime, { nullable: true, description: 'Null while it is open.' })
  closedAt!: Date | null;

  @Field(() => Int)
  anomalyCount!: number;

  @Field(() => [AnomalyKind], { description: 'Each kind once, in the order in which they came.' })
  kinds!: AnomalyKind[];

  @Field(() => GraphQLDateTime, { description: 'openTime of its rarest anomaly.' })
  peakAt!: Date;

  @Field(() => Float, { nullable: true, description: 'How rare that one is; null for faults of the feed.' })
  peakReturnPeriodHours!: number | null;
}

@ObjectType({ description: 'What was anomalous in one of many series, for a lane beside the others.' })
export class AnomalyLane {
  @Field(() => String)
  exchange!: string;

  @Field(() => String)
  symbol!: string;

  @Field(() => String)
  interval!: string;

  @Field(() => LaneIncident, { nullable: true, description: 'Of all times; null if there was none.' })
  newestIncident!: LaneIncident | null;

  @Field(() => [LaneAnomaly], { description: 'Ascending by openTime.' })
  anomalies!: LaneAnomaly[];
}

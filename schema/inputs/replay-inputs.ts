import { Field, InputType, Int } from 'type-graphql';
import { GraphQLDateTime } from 'graphql-scalars';
import { ReplayState } from '../enums.ts';

@InputType({ description: 'What a replay shall do; what is left out stays as it is.' })
export class ReplayOrderInput {
  @Field(() => Boolean, { nullable: true })
  isPaused?: boolean;

  @Field(() => String, { nullable: true, description: 'Candles a second above 0 and up to 1000, or "max".' })
  rate?: string;

  @Field(() => GraphQLDateTime, {
    nullable: true,
    description: 'Leave out candles before this time; null takes that back.',
  })
  from?: Date | null;

  @Field(() => GraphQLDateTime, {
    nullable: true,
    description: 'Wait before this time; null takes that back.',
  })
  to?: Date | null;
}

@InputType({ description: 'What a replay worker tells the server about itself.' })
export class ReplayReportInput {
  @Field(() => String)
  source!: string;

  @Field(() => String)
  symbol!: string;

  @Field(() => String)
  interval!: string;

  @Field(() => ReplayState)
  state!: ReplayState;

  @Field(() => Boolean)
  isPaused!: boolean;

  @Field(() => String)
  rate!: string;

  @Field(() => GraphQLDateTime, { nullable: true })
  from!: Date | null;

  @Field(() => GraphQLDateTime, { nullable: true })
  to!: Date | null;

  @Field(() => Int)
  sent!: number;

  @Field(() => Int)
  total!: number;

  @Field(() => Int, {
    description: 'Candles still to be sent before `to`, as reported here; those left out do not count.',
  })
  left!: number;

  @Field(() => GraphQLDateTime, { nullable: true })
  position!: Date | null;
}

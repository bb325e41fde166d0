import { Field, InputType, Int } from 'type-graphql';
import { GraphQLDateTime } from 'graphql-scalars';
import { ReplayState } from '../enums.ts';

@InputType({ description: 'A command to the replay; fields that are left out stay as they are.' })
export class ReplayOrderInput {
  @Field(() => Boolean, { nullable: true })
  isPaused?: boolean;

  @Field(() => String, { nullable: true, description: 'Candles a second above 0 and up to 1000, or "max".' })
  rate?: string;

  @Field(() => GraphQLDateTime, {
    nullable: true,
    description:
      'Send candles before this time at once, without waiting; where none of the series is stored, leave them out. Null removes the limit.',
  })
  from?: Date | null;

  @Field(() => GraphQLDateTime, {
    nullable: true,
    description:
      'Pause before this time, which has to lie after the newest candle that was sent; null removes the limit.',
  })
  to?: Date | null;
}

@InputType({ description: 'The progress that a replay worker reports.' })
export class ReplayReportInput {
  @Field(() => String)
  source!: string;

  @Field(() => String, { defaultValue: '' })
  exchange!: string;

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
    description: 'Candles still to be sent before the reported `to`, without those before `from`.',
  })
  left!: number;

  @Field(() => GraphQLDateTime, { nullable: true })
  position!: Date | null;
}

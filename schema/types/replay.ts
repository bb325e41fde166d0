import { Field, Float, Int, ObjectType } from 'type-graphql';
import { GraphQLDateTime } from 'graphql-scalars';
import { ReplayState } from '../enums.ts';

@ObjectType({ description: 'A replay worker: the commands it follows, and its progress.' })
export class Replay {
  @Field(() => String, { description: 'The file, or what the source is called.' })
  source!: string;

  @Field(() => String, { description: 'Empty where the source names none.' })
  exchange!: string;

  @Field(() => String)
  symbol!: string;

  @Field(() => String)
  interval!: string;

  @Field(() => ReplayState)
  state!: ReplayState;

  @Field(() => Boolean)
  isPaused!: boolean;

  @Field(() => String, { description: 'Candles a second such as "10", or "max".' })
  rate!: string;

  @Field(() => GraphQLDateTime, { nullable: true, description: 'Candles before this time are skipped.' })
  from!: Date | null;

  @Field(() => GraphQLDateTime, { nullable: true, description: 'The replay pauses here.' })
  to!: Date | null;

  @Field(() => Int, { description: 'Candles sent since the worker started.' })
  sent!: number;

  @Field(() => Int, { description: 'Candles to send, as counted when the worker started.' })
  total!: number;

  @Field(() => Int, {
    nullable: true,
    description:
      'Candles still to be sent before the end or `to`; null until the worker has counted them after a command.',
  })
  left!: number | null;

  @Field(() => GraphQLDateTime, { nullable: true, description: 'Open time of the newest candle sent.' })
  position!: Date | null;

  @Field(() => Float, {
    nullable: true,
    description: 'Estimated time left until the end or `to` at the present speed; null where it is unknown.',
  })
  secondsLeft!: number | null;
}

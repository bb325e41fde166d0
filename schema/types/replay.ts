import { Field, Float, Int, ObjectType } from 'type-graphql';
import { GraphQLDateTime } from 'graphql-scalars';
import { ReplayState } from '../enums.ts';

@ObjectType({ description: 'A replay worker: what it was told, and how far it is.' })
export class Replay {
  @Field(() => String, { description: 'The file, or what the source is called.' })
  source!: string;

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

  @Field(() => GraphQLDateTime, { nullable: true, description: 'Candles before this time are left out.' })
  from!: Date | null;

  @Field(() => GraphQLDateTime, { nullable: true, description: 'The replay waits here.' })
  to!: Date | null;

  @Field(() => Int, { description: 'Candles sent since the worker started.' })
  sent!: number;

  @Field(() => Int, { description: 'Candles that the worker found to send when it started.' })
  total!: number;

  @Field(() => Int, {
    nullable: true,
    description:
      'Candles still to be sent before the end, or before `to`; null until the worker has counted for new orders.',
  })
  left!: number | null;

  @Field(() => GraphQLDateTime, { nullable: true, description: 'Open time of the newest candle sent.' })
  position!: Date | null;

  @Field(() => Float, {
    nullable: true,
    description: 'Time left at the present speed to the end, or to where it waits; null where it is unknown.',
  })
  secondsLeft!: number | null;
}

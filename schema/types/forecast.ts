import { Field, Float, ObjectType } from 'type-graphql';
import { GraphQLDateTime } from 'graphql-scalars';

@ObjectType({ description: 'The forecast of the candle after the newest one.' })
export class Forecast {
  @Field(() => String)
  exchange!: string;

  @Field(() => String)
  symbol!: string;

  @Field(() => String)
  interval!: string;

  @Field(() => GraphQLDateTime)
  openTime!: Date;

  @Field(() => Float)
  high!: number;

  @Field(() => Float)
  low!: number;

  @Field(() => Float)
  upperLimit!: number;

  @Field(() => Float)
  lowerLimit!: number;

  @Field(() => Float, {
    nullable: true,
    description: 'Upper end of the usual range: nine candles in ten stay inside it.',
  })
  usualHigh!: number | null;

  @Field(() => Float, { nullable: true })
  usualLow!: number | null;

  @Field(() => String)
  modelId!: string;
}

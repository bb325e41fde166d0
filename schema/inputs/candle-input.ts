import { Field, Float, InputType } from 'type-graphql';
import { GraphQLDateTime } from 'graphql-scalars';

@InputType({ description: 'One closed candle to be judged.' })
export class CandleInput {
  @Field(() => String, {
    nullable: true,
    defaultValue: '',
    description: "ccxt's id of the exchange, such as `kraken`; may be left out.",
  })
  exchange!: string | null;

  @Field(() => String, { nullable: true, defaultValue: 'BTC/USD' })
  symbol!: string | null;

  @Field(() => String, { nullable: true, defaultValue: '1h' })
  interval!: string | null;

  @Field(() => GraphQLDateTime, { description: 'Start of the candle.' })
  openTime!: Date;

  @Field(() => Float)
  open!: number;

  @Field(() => Float)
  high!: number;

  @Field(() => Float)
  low!: number;

  @Field(() => Float)
  close!: number;

  @Field(() => Float, {
    nullable: true,
    description:
      'In the base currency. A number, and no input does without it; null only for a candle of a named exchange whose ' +
      'volume is not known.',
  })
  volume!: number | null | undefined;
}

import { GraphQLDateTime } from 'graphql-scalars';
import { ArgsType, Field } from 'type-graphql';
import { DEFAULT_SERIES } from './candle-input.ts';

/** Which series an operation is about; null means the default, because clients send null for what they leave out. */
@ArgsType()
export class SeriesArguments {
  @Field(() => String, { nullable: true, defaultValue: DEFAULT_SERIES.exchange })
  exchange!: string | null;

  @Field(() => String, { nullable: true, defaultValue: DEFAULT_SERIES.symbol })
  symbol!: string | null;

  @Field(() => String, { nullable: true, defaultValue: DEFAULT_SERIES.interval })
  interval!: string | null;
}

/** Candles of a series whose open times lie from `from` (inclusive) to `to` (exclusive). */
@ArgsType()
export class RangeArguments extends SeriesArguments {
  @Field(() => GraphQLDateTime, { nullable: true })
  from?: Date | null;

  @Field(() => GraphQLDateTime, { nullable: true })
  to?: Date | null;
}

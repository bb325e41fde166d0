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

const MUST_EXIST =
  'A symbol without a candle that looks misspelt is an error that has the nearest names; with false it is as any other ' +
  'that has none yet.';

@ArgsType()
export class StoredSeriesArguments extends SeriesArguments {
  @Field(() => Boolean, { nullable: true, defaultValue: true, description: MUST_EXIST })
  mustExist!: boolean | null;
}

/** Candles of a series whose open times lie from `from` (inclusive) to `to` (exclusive). */
@ArgsType()
export class RangeArguments extends StoredSeriesArguments {
  @Field(() => GraphQLDateTime, { nullable: true })
  from?: Date | null;

  @Field(() => GraphQLDateTime, { nullable: true })
  to?: Date | null;
}

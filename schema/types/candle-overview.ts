import { Field, Float, Int, ObjectType } from 'type-graphql';
import { GraphQLDateTime } from 'graphql-scalars';

@ObjectType({ simpleResolvers: true, description: 'Several candles that follow each other as one.' })
export class AggregatedCandle {
  @Field(() => GraphQLDateTime, { description: 'Start of the time that it stands for.' })
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
    description: 'Of the candles whose volume is known; null where none is.',
  })
  volume!: number | null;

  @Field(() => Int, {
    description: 'How many candles it is made of: fewer than `intervals` where some are missing.',
  })
  candleCount!: number;
}

@ObjectType({
  simpleResolvers: true,
  description: 'Aggregated candles by columns, each as long as the others.',
})
export class AggregatedCandleColumns {
  @Field(() => [Float], { description: 'Milliseconds since 1970, ascending.' })
  openTimesMs!: number[];

  @Field(() => [Float])
  opens!: number[];

  @Field(() => [Float])
  highs!: number[];

  @Field(() => [Float])
  lows!: number[];

  @Field(() => [Float])
  closes!: number[];

  @Field(() => [Float], { nullable: 'items' })
  volumes!: (number | null)[];

  @Field(() => [Int])
  candleCounts!: number[];
}

@ObjectType({ description: 'A range of a series, drawn with few candles.' })
export class CandleOverview {
  @Field(() => Int, {
    description:
      'How many intervals each candle stands for. They begin at multiples of that since 1970; with 1 they are the stored ones.',
  })
  intervals!: number;

  @Field(() => [AggregatedCandle], {
    description: 'Ascending by openTime; none for a time without a candle.',
  })
  candles!: AggregatedCandle[];

  @Field(() => AggregatedCandleColumns, { description: 'The same candles by columns.' })
  columns!: AggregatedCandleColumns;
}

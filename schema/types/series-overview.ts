import { Field, Float, Int, ObjectType } from 'type-graphql';
import { GraphQLDateTime } from 'graphql-scalars';
import { Series } from '../entities/series.ts';

@ObjectType({ description: 'A series at a glance.' })
export class SeriesOverview {
  @Field(() => Series)
  series!: Series;

  @Field(() => Float, {
    nullable: true,
    description: 'The newest close; null if no candle is left.',
  })
  lastClose!: number | null;

  @Field(() => [Float], {
    description: 'Closes of the newest 48 candles, oldest first, without those that are bad ticks.',
  })
  recentCloses!: number[];

  @Field(() => Int, { description: 'Anomalies of the newest week without a verdict.' })
  openAnomalies!: number;

  @Field(() => GraphQLDateTime, {
    nullable: true,
    description:
      'When the missing candle of a live series should have closed; null while the series is up to date, or not live.',
  })
  overdueSince!: Date | null;
}

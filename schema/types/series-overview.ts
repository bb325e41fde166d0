import { Field, Float, Int, ObjectType } from 'type-graphql';
import { GraphQLDateTime } from 'graphql-scalars';
import { Series } from '../entities/series.ts';

@ObjectType({ description: 'A series at a glance.' })
export class SeriesOverview {
  @Field(() => Series)
  series!: Series;

  @Field(() => Float, {
    nullable: true,
    description: 'Newest close; null only while the first candle is on its way.',
  })
  lastClose!: number | null;

  @Field(() => [Float], { description: 'Closes of the newest 48 candles, oldest first.' })
  recentCloses!: number[];

  @Field(() => Int, { description: 'Anomalies in the newest week that nobody has given a verdict on.' })
  openAnomalies!: number;

  @Field(() => GraphQLDateTime, {
    nullable: true,
    description:
      'When the candle that is missing should have closed; null while the newest one is fresh, and for a series that ' +
      'does not follow the present, such as a replay of old candles.',
  })
  overdueSince!: Date | null;
}

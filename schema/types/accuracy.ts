import { Field, Float, Int, ObjectType } from 'type-graphql';

@ObjectType({ description: 'How the detector has done on a stretch of a series.' })
export class Accuracy {
  @Field(() => Int)
  scoredCandles!: number;

  @Field(() => Float, { description: 'Of forecastHigh, in the quote currency.' })
  meanAbsoluteError!: number;

  @Field(() => Float, { description: 'Of "the next high is the last high" on the same candles.' })
  baselineMeanAbsoluteError!: number;

  @Field(() => Float, { description: 'What the operator asked for.' })
  alertBudgetPerWeek!: number;

  @Field(() => Float, { description: 'What came.' })
  alertsPerWeek!: number;

  @Field(() => Int, { description: 'Anomalies that a person called real.' })
  realAlerts!: number;

  @Field(() => Int)
  falseAlerts!: number;

  @Field(() => Int)
  expectedAlerts!: number;

  @Field(() => Float, {
    nullable: true,
    description: 'Real ones among those called real or false; null before the first verdict.',
  })
  precision!: number | null;
}

import { Field, Float, Int, ObjectType } from 'type-graphql';

@ObjectType({ description: 'How well the detector has done over a range of a series.' })
export class Accuracy {
  @Field(() => Int)
  scoredCandles!: number;

  @Field(() => Float, { description: 'Of forecastHigh, in the quote currency.' })
  meanAbsoluteError!: number;

  @Field(() => Float, { description: 'Of "the next high is the last high" on the same candles.' })
  baselineMeanAbsoluteError!: number;

  @Field(() => Float, { description: 'The alert budget that the operator set.' })
  alertBudgetPerWeek!: number;

  @Field(() => Float, { description: 'Alerts a week that came.' })
  alertsPerWeek!: number;

  @Field(() => Int, { description: 'Anomalies with the verdict REAL.' })
  realAlerts!: number;

  @Field(() => Int)
  falseAlerts!: number;

  @Field(() => Int)
  expectedAlerts!: number;

  @Field(() => Float, {
    nullable: true,
    description: 'Real alerts as a share of real and false ones; null before the first such verdict.',
  })
  precision!: number | null;
}

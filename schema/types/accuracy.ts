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
}

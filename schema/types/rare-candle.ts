import { Field, Float, ObjectType } from 'type-graphql';
import { GraphQLDateTime } from 'graphql-scalars';
import { AnomalyKind, VerdictKind } from '../enums.ts';

@ObjectType({
  simpleResolvers: true,
  description: 'A candle that is an anomaly, or would have been one at a larger alert budget.',
})
export class RareCandle {
  @Field(() => GraphQLDateTime)
  openTime!: Date;

  @Field(() => Float, {
    nullable: true,
    description: 'As of its detection; null for a fault of the feed, which is an anomaly at any budget.',
  })
  returnPeriodHours!: number | null;

  @Field(() => AnomalyKind, { nullable: true, description: 'The main cause; null where isAnomaly is false.' })
  kind!: AnomalyKind | null;

  @Field(() => Boolean)
  isAnomaly!: boolean;

  @Field(() => VerdictKind, { nullable: true, description: 'Null if nobody has given one.' })
  verdict!: VerdictKind | null;
}

@ObjectType({
  simpleResolvers: true,
  description:
    'Rare candles by columns, each as long as the others: of thousands the answer is smaller and comes sooner.',
})
export class RareCandleColumns {
  @Field(() => [Float], { description: 'Milliseconds since 1970, ascending.' })
  openTimesMs!: number[];

  @Field(() => [Float], { nullable: 'items', description: 'Null for a fault of the feed.' })
  returnPeriodHours!: (number | null)[];

  @Field(() => [AnomalyKind], {
    nullable: 'items',
    description: 'The main cause; null where there is no anomaly.',
  })
  kinds!: (AnomalyKind | null)[];

  @Field(() => [VerdictKind], { nullable: 'items' })
  verdicts!: (VerdictKind | null)[];
}

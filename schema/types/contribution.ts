import { Field, Float, ObjectType } from 'type-graphql';

@ObjectType({ description: 'What one view gave to the score of an anomaly.' })
export class Contribution {
  @Field(() => String, { description: 'The name of the view, as docs/detector.md has it.' })
  view!: string;

  @Field(() => Float, { description: '−log10 of the probability of what the view measured, or of more.' })
  surprisal!: number;

  @Field(() => Float, { description: 'The part of the score that is due to it; all of them add up to 1.' })
  fraction!: number;
}

import { Field, ObjectType } from 'type-graphql';
import { GraphQLDateTime } from 'graphql-scalars';
import { Verdict } from '../entities/verdict.ts';

@ObjectType({ description: 'What people said of the detections of one series.' })
export class VerdictList {
  @Field(() => [Verdict], { description: 'Those on the newest candles, up to 1,000, ascending by openTime.' })
  verdicts!: Verdict[];

  @Field(() => GraphQLDateTime, {
    nullable: true,
    description:
      'A candle from this time on that is not in the list has no verdict. Null where that holds for every candle; ' +
      'with more verdicts than fit in, the openTime of the first of the list.',
  })
  completeFrom!: Date | null;
}

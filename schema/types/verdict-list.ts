import { Field, ObjectType } from 'type-graphql';
import { GraphQLDateTime } from 'graphql-scalars';
import { Verdict } from '../entities/verdict.ts';

@ObjectType({ description: 'The verdicts on the detections of one series.' })
export class VerdictList {
  @Field(() => [Verdict], {
    description: 'The verdicts on the newest candles, up to 1,000, ascending by openTime.',
  })
  verdicts!: Verdict[];

  @Field(() => GraphQLDateTime, {
    nullable: true,
    description:
      'The list holds every verdict on candles from this time on. Null if it holds all verdicts of the series; ' +
      'otherwise the openTime of the first in the list.',
  })
  completeFrom!: Date | null;
}

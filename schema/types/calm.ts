import { Field, Float, Int, ObjectType } from 'type-graphql';
import { GraphQLDateTime } from 'graphql-scalars';

/** What there was to be judged in a range of a series, and what came of it. */
@ObjectType({ description: 'What there was to be judged in a range of a series, and what came of it.' })
export class Calm {
  @Field(() => Int, { description: 'Candles whose open time lies in the range and that have closed by now.' })
  expected!: number;

  @Field(() => Int, { description: 'Of these, how many were judged.' })
  judged!: number;

  @Field(() => Int, { description: 'Of these, how many are not stored.' })
  missing!: number;

  @Field(() => Float, { nullable: true })
  highestScore!: number | null;

  @Field(() => GraphQLDateTime, { nullable: true, description: 'openTime of the candle that has it.' })
  highestScoreAt!: Date | null;

  @Field(() => Float, { nullable: true, description: 'The threshold when that candle was judged.' })
  threshold!: number | null;

  @Field(() => Int, { description: 'Incidents with an anomaly in the range.' })
  incidents!: number;

  @Field(() => Int, { description: 'Messages about these incidents that were to be sent.' })
  messagesSent!: number;

  @Field(() => Int, { description: 'Of these, how many the other side has said that it has.' })
  messagesReceived!: number;

  @Field(() => Boolean, {
    description: 'Whether the series follows the present and its next candle is not overdue.',
  })
  isFresh!: boolean;
}

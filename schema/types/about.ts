import { GraphQLDateTime } from 'graphql-scalars';
import { Field, Float, ObjectType } from 'type-graphql';
import { SourceKind, SourceState } from '../enums.ts';

@ObjectType({ description: 'Where the candles come from.' })
export class CandleSource {
  @Field(() => SourceKind)
  kind!: SourceKind;

  @Field(() => String, { description: 'A file name, the name of an exchange, or what the source is called.' })
  label!: string;

  @Field(() => String, {
    nullable: true,
    description: 'The market that it feeds; null where clients say it.',
  })
  symbol!: string | null;

  @Field(() => String, { nullable: true })
  interval!: string | null;

  @Field(() => SourceState)
  state!: SourceState;

  @Field(() => String, {
    nullable: true,
    description: 'In one sentence, why it fails or gave up and what to do; null while all is well.',
  })
  failure!: string | null;

  @Field(() => GraphQLDateTime, { nullable: true })
  failingSince!: Date | null;
}

@ObjectType({ description: 'What is running.' })
export class About {
  @Field(() => String)
  version!: string;

  @Field(() => String)
  modelId!: string;

  @Field(() => Float)
  alertsPerWeek!: number;

  @Field(() => Boolean, { description: 'Whether it can send mail: SMTP_URL and MAIL_FROM are set.' })
  sendsMail!: boolean;

  @Field(() => CandleSource)
  source!: CandleSource;
}

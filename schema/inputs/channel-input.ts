import { Field, Float, InputType } from 'type-graphql';
import { AnomalyKind, ChannelKind, SummaryPace } from '../enums.ts';

/** What a channel is to be; where it is changed, all of it is replaced. */
@InputType({ description: 'What a channel is to be; where it is changed, all of it is replaced.' })
export class ChannelInput {
  @Field(() => ChannelKind)
  kind!: ChannelKind;

  @Field(() => String)
  name!: string;

  @Field(() => String, {
    description:
      'An address such as https://example.org/alerts or mailto:somebody@example.org, as the kind of channel needs it. ' +
      'Where a channel is changed, its target as the server shows it, or an empty one, leaves the address as it is.',
  })
  target!: string;

  @Field(() => String, { nullable: true })
  exchange?: string | null;

  @Field(() => String, { nullable: true })
  symbol?: string | null;

  @Field(() => String, { nullable: true })
  interval?: string | null;

  @Field(() => [AnomalyKind], { nullable: true })
  kinds?: AnomalyKind[] | null;

  @Field(() => Float, { nullable: true })
  minReturnPeriodHours?: number | null;

  @Field(() => Float, {
    nullable: true,
    description: 'From 1/52 to 3.5, of each series: 1 for about one a week, 0.25 for about one a month.',
  })
  incidentsPerWeek?: number | null;

  @Field(() => String, {
    nullable: true,
    description: 'Such as "22:00"; needs another time as quietTo beside it.',
  })
  quietFrom?: string | null;

  @Field(() => String, { nullable: true })
  quietTo?: string | null;

  @Field(() => String, { nullable: true, description: 'Such as "Europe/Vienna"; UTC without it.' })
  timeZone?: string | null;

  @Field(() => SummaryPace, { nullable: true })
  summary?: SummaryPace | null;

  @Field(() => Boolean, {
    nullable: true,
    description: 'Without it a channel that is changed stays as it is.',
  })
  isPaused?: boolean | null;
}

import { Field, Float, ID, Int, ObjectType } from 'type-graphql';
import { GraphQLDateTime } from 'graphql-scalars';
import { Column, Entity, PrimaryColumn } from 'typeorm';
import { AnomalyKind, ChannelKind, SummaryPace } from '../enums.ts';

/** Where messages go, and which. */
@Entity('channel')
@ObjectType({ description: 'Where messages go, and which.' })
export class Channel {
  @PrimaryColumn('uuid')
  @Field(() => ID)
  id!: string;

  @Column('text')
  @Field(() => ChannelKind)
  kind!: ChannelKind;

  @Column('text')
  @Field(() => String)
  name!: string;

  /** The address with everything secret left out. */
  @Column('text', { name: 'masked_target' })
  @Field(() => String, { name: 'target', description: 'The address with everything secret left out.' })
  maskedTarget!: string;

  /** The address, encrypted where the server has a key. */
  @Column('text', { name: 'sealed_target' })
  sealedTarget!: string;

  /** Another one for each address that the channel has had. */
  @Column('uuid', { name: 'target_id' })
  targetId!: string;

  /** The signing secrets with the times until which they hold, encrypted like the address; null where none are needed. */
  @Column('text', { name: 'sealed_secrets', nullable: true })
  sealedSecrets!: string | null;

  @Column('text', { nullable: true })
  @Field(() => String, {
    nullable: true,
    description: 'Only incidents and troubles of this one; null for any.',
  })
  exchange!: string | null;

  @Column('text', { nullable: true })
  @Field(() => String, { nullable: true })
  symbol!: string | null;

  @Column('text', { nullable: true })
  @Field(() => String, { nullable: true })
  interval!: string | null;

  @Column('text', { array: true, nullable: true })
  @Field(() => [AnomalyKind], {
    nullable: true,
    description: 'Only incidents with one of these; null for any.',
  })
  kinds!: AnomalyKind[] | null;

  @Column('double precision', { name: 'min_return_period_hours', nullable: true })
  @Field(() => Float, {
    nullable: true,
    description: 'Only incidents at least this rare, and faults of the feed, which have no rarity.',
  })
  minReturnPeriodHours!: number | null;

  @Column('double precision', { name: 'incidents_per_week', nullable: true })
  @Field(() => Float, {
    nullable: true,
    description:
      'Its budget: of each series only incidents so rare that about so many come in a week, and faults of the feed, ' +
      'which have no rarity; null for every incident.',
  })
  incidentsPerWeek!: number | null;

  @Column('text', { name: 'quiet_from', nullable: true })
  @Field(() => String, {
    nullable: true,
    description:
      'From then on, such as "22:00", nothing is sent; at the end of the quiet hours comes a summary.',
  })
  quietFrom!: string | null;

  @Column('text', { name: 'quiet_to', nullable: true })
  @Field(() => String, { nullable: true })
  quietTo!: string | null;

  @Column('text', { name: 'time_zone', default: 'UTC' })
  @Field(() => String, { description: 'Of quiet hours and summaries, such as "Europe/Vienna".' })
  timeZone!: string;

  @Column('text', { nullable: true })
  @Field(() => SummaryPace, { nullable: true, description: 'How often all is summed up; null for never.' })
  summary!: SummaryPace | null;

  @Column('boolean', { name: 'is_paused', default: false })
  @Field(() => Boolean)
  isPaused!: boolean;

  @Column('timestamptz', { name: 'failing_since', nullable: true })
  @Field(() => GraphQLDateTime, { nullable: true })
  failingSince!: Date | null;

  @Column('text', { name: 'last_error', nullable: true })
  @Field(() => String, {
    nullable: true,
    description: 'Why the newest attempt failed or the channel was paused; null while all is well.',
  })
  lastError!: string | null;

  /** The other side asked to be left alone until then. */
  @Column('timestamptz', { name: 'retry_at', nullable: true })
  retryAt!: Date | null;

  @Column('timestamptz', { name: 'created_at' })
  @Field(() => GraphQLDateTime)
  createdAt!: Date;

  @Field(() => Int, { description: 'Messages on their way to it.' })
  pending!: number;
}

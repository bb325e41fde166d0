import { Field, ID, Int, ObjectType } from 'type-graphql';
import { GraphQLDateTime } from 'graphql-scalars';
import { Column, Entity, Generated, Index, PrimaryColumn } from 'typeorm';
import { ChannelKind, DeliveryState, MessageKind } from '../enums.ts';

/** How one attempt to deliver a message ended. */
@ObjectType({ description: 'How one attempt to deliver a message ended.' })
export class DeliveryAttempt {
  @Field(() => GraphQLDateTime)
  at!: Date;

  @Field(() => String, { nullable: true, description: 'One plain sentence; null if it was delivered.' })
  error!: string | null;
}

/** The receipt of one message to one channel: it is there from the transaction of what it tells on. */
@Entity('delivery')
@Index('delivery_once', ['eventKey', 'channelId', 'targetId'], { unique: true })
@Index('delivery_order', ['channelId', 'incidentId', 'number'])
@Index('delivery_of_incident', ['incidentId'])
@Index('delivery_pending', ['channelId', 'nextAttemptAt'], { where: `state = 'PENDING'` })
@Index('delivery_of_summary', ['summaryId'], { where: 'summary_id IS NOT NULL' })
@Index('delivery_ended', ['deadline'], { where: `state <> 'PENDING'` })
@ObjectType({ description: 'The receipt of one message to one channel.' })
export class Delivery {
  @PrimaryColumn('uuid')
  @Field(() => ID, { description: 'The same over all attempts; the `webhook-id` of a webhook.' })
  id!: string;

  /** In which order messages came to be. */
  @Column('bigint')
  @Generated('increment')
  number!: string;

  @Column('uuid', { name: 'channel_id' })
  @Field(() => ID)
  channelId!: string;

  @Column('text', { name: 'channel_name' })
  @Field(() => String)
  channelName!: string;

  @Column('text', { name: 'channel_kind' })
  @Field(() => ChannelKind)
  channelKind!: ChannelKind;

  @Column('uuid', { name: 'target_id' })
  targetId!: string;

  /** What is told: once to each channel. */
  @Column('text', { name: 'event_key' })
  eventKey!: string;

  @Column('text', { name: 'incident_id', nullable: true })
  @Field(() => ID, { nullable: true })
  incidentId!: string | null;

  /** How rare the incident was when it was told. */
  @Column('double precision', { name: 'told_hours', nullable: true })
  toldHours!: number | null;

  @Column('text')
  @Field(() => MessageKind)
  kind!: MessageKind;

  /** A `Message` but for its id. */
  @Column('jsonb')
  message!: object;

  @Column('text')
  @Field(() => DeliveryState)
  state!: DeliveryState;

  @Column('int', { default: 0 })
  @Field(() => Int)
  attempts!: number;

  /** `{ at, error }` of each attempt whose end is known. */
  @Column('jsonb', { default: [] })
  answers!: { at: string; error: string | null }[];

  @Column('text', { name: 'last_error', nullable: true })
  @Field(() => String, { nullable: true })
  lastError!: string | null;

  @Column('timestamptz', { name: 'next_attempt_at', nullable: true })
  @Field(() => GraphQLDateTime, { nullable: true })
  nextAttemptAt!: Date | null;

  /** An attempt is under way; whoever makes it is taken for dead after that. */
  @Column('timestamptz', { name: 'claimed_until', nullable: true })
  claimedUntil!: Date | null;

  /** Attempts after which nobody knows whether the message arrived. */
  @Column('int', { default: 0 })
  unanswered!: number;

  @Column('uuid', { name: 'summary_id', nullable: true })
  @Field(() => ID, {
    nullable: true,
    description:
      'The delivery that tells it together with others, because the receiver had asked for fewer messages.',
  })
  summaryId!: string | null;

  @Column('timestamptz', { name: 'created_at' })
  @Field(() => GraphQLDateTime)
  createdAt!: Date;

  /** No attempt begins after that. */
  @Column('timestamptz')
  deadline!: Date;

  @Column('timestamptz', { name: 'delivered_at', nullable: true })
  @Field(() => GraphQLDateTime, { nullable: true })
  deliveredAt!: Date | null;

  @Field(() => String, { description: 'The message in one line.' })
  get title(): string {
    return 'title' in this.message ? String(this.message.title) : '';
  }

  @Field(() => [DeliveryAttempt], { description: 'The attempts whose end is known, the first one first.' })
  get log(): DeliveryAttempt[] {
    return this.answers.map(({ at, error }) =>
      Object.assign(new DeliveryAttempt(), { at: new Date(at), error }),
    );
  }
}

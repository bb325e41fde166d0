import { Field, ID, Int, ObjectType } from 'type-graphql';
import { GraphQLDateTime } from 'graphql-scalars';
import { Column, Entity, Index, PrimaryColumn } from 'typeorm';
import { WatchState } from '../enums.ts';

/** A market of an exchange that is followed, and how that goes. */
@Entity('watch')
@Index('watch_series', ['exchange', 'symbol', 'interval'], { unique: true })
@ObjectType({ description: 'A market of an exchange that is followed, and how that goes.' })
export class Watch {
  @PrimaryColumn('uuid')
  @Field(() => ID)
  id!: string;

  @Column('text')
  @Field(() => String, { description: "ccxt's id of the exchange." })
  exchange!: string;

  @Column('text')
  @Field(() => String, { description: "ccxt's name of the market, such as BTC/USD or BTC/USDT:USDT." })
  symbol!: string;

  @Column('text')
  @Field(() => String)
  interval!: string;

  @Column('int', { name: 'history_days' })
  @Field(() => Int, { description: 'So many days before it was added its candles begin.' })
  historyDays!: number;

  @Column('timestamptz', { name: 'created_at' })
  @Field(() => GraphQLDateTime)
  createdAt!: Date;

  /** When somebody ended it; null for one that is followed. Kept, so that the setting WATCH doesn't begin it again. */
  @Column('timestamptz', { name: 'ended_at', nullable: true })
  endedAt!: Date | null;

  @Column('text')
  @Field(() => WatchState)
  state!: WatchState;

  @Column('timestamptz', { name: 'newest_open_time', nullable: true })
  @Field(() => GraphQLDateTime, {
    nullable: true,
    description: 'openTime of the newest candle that was stored.',
  })
  newestOpenTime!: Date | null;

  @Column('timestamptz', { name: 'next_expected_at', nullable: true })
  @Field(() => GraphQLDateTime, { nullable: true, description: 'When the next candle is due, whole.' })
  nextExpectedAt!: Date | null;

  @Field(() => Int, {
    nullable: true,
    description:
      'For how many seconds the next candle has been due; 0 while it is not, null while nothing is known.',
  })
  get lagSeconds(): number | null {
    if (this.nextExpectedAt === null) return null;
    return Math.max(0, Math.round((Date.now() - this.nextExpectedAt.getTime()) / 1_000));
  }

  @Column('text', { nullable: true })
  @Field(() => String, { nullable: true, description: 'One plain sentence; null while all is well.' })
  failure!: string | null;

  @Column('timestamptz', { name: 'failing_since', nullable: true })
  @Field(() => GraphQLDateTime, { nullable: true })
  failingSince!: Date | null;

  @Column('timestamptz', { name: 'retry_at', nullable: true })
  @Field(() => GraphQLDateTime, {
    nullable: true,
    description: 'When the exchange is asked again, where it fails.',
  })
  retryAt!: Date | null;
}

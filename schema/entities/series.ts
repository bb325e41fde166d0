import { Field, Int, ObjectType } from 'type-graphql';
import { GraphQLDateTime } from 'graphql-scalars';
import { Column, Entity, PrimaryColumn } from 'typeorm';

/**
 * One symbol of one exchange at one interval. The counts are kept in the transaction that stores each candle, so that reading them
 * costs one row however long the series is.
 */
@Entity('series')
@ObjectType({ description: 'One symbol of one exchange at one interval.' })
export class Series {
  @PrimaryColumn('text', { default: '' })
  @Field(() => String, { description: "ccxt's id of the exchange; empty if the sender named none." })
  exchange!: string;

  @PrimaryColumn('text')
  @Field(() => String)
  symbol!: string;

  @PrimaryColumn('text')
  @Field(() => String)
  interval!: string;

  @Column('int', { name: 'candle_count' })
  @Field(() => Int)
  candleCount!: number;

  @Column('int', { name: 'anomaly_count' })
  @Field(() => Int)
  anomalyCount!: number;

  @Column('timestamptz', { name: 'first_open_time' })
  @Field(() => GraphQLDateTime)
  firstOpenTime!: Date;

  @Column('timestamptz', { name: 'last_open_time' })
  @Field(() => GraphQLDateTime)
  lastOpenTime!: Date;

  @Column('int', { name: 'warm_up_remaining' })
  @Field(() => Int, { description: 'Candles still needed before the first score.' })
  warmUpRemaining!: number;

  /** `openedAt` of the incident that is open; null where none is. */
  @Column('timestamptz', { name: 'incident_opened_at', nullable: true })
  incidentOpenedAt!: Date | null;

  /** The newest candle that incidents were made from: a server of an older version, while it still runs, makes none. */
  @Column('timestamptz', { name: 'incidents_up_to', nullable: true })
  incidentsUpTo!: Date | null;
}

import { INCIDENT_CANDLES } from '@detective/data';
import { Field, ID, Int, ObjectType } from 'type-graphql';
import { GraphQLDateTime } from 'graphql-scalars';
import { Column, Entity, Index, JoinColumn, ManyToOne, PrimaryColumn } from 'typeorm';
import { AnomalyKind } from '../enums.ts';
import { Detection } from './detection.ts';

/**
 * Anomalies of one series that belong together. It follows from the candles of the series alone, and changes in the
 * transactions that store them.
 */
@Entity('incident')
@Index('incident_changes', ['exchange', 'symbol', 'interval', 'changedAt'])
@Index('incident_of_peak', ['exchange', 'symbol', 'interval', 'peakAt'])
@ObjectType({
  description: `Anomalies of one series, each at most ${INCIDENT_CANDLES} candles after the one before it.`,
})
export class Incident {
  @PrimaryColumn('text')
  @Field(() => String, { description: "ccxt's id of the exchange; empty if the sender named none." })
  exchange!: string;

  @PrimaryColumn('text')
  @Field(() => String)
  symbol!: string;

  @PrimaryColumn('text')
  @Field(() => String)
  interval!: string;

  @PrimaryColumn('timestamptz', { name: 'opened_at' })
  @Field(() => GraphQLDateTime, { description: 'openTime of its first anomaly.' })
  openedAt!: Date;

  /** Made from the key, so that it is the same wherever the same candles are stored. */
  @Field(() => ID)
  get id(): string {
    return incidentId(this);
  }

  @Column('timestamptz', { name: 'newest_at' })
  @Field(() => GraphQLDateTime, { description: 'openTime of its newest anomaly.' })
  newestAt!: Date;

  @Column('timestamptz', { name: 'closed_at', nullable: true })
  @Field(() => GraphQLDateTime, {
    nullable: true,
    description:
      'openTime of the candle with which it had been calm for long enough that no further anomaly could belong to it; ' +
      'null while it is open.',
  })
  closedAt!: Date | null;

  @Column('int', { name: 'anomaly_count' })
  @Field(() => Int)
  anomalyCount!: number;

  @Column('text', { array: true })
  @Field(() => [AnomalyKind], { description: 'Each kind once, in the order in which they came.' })
  kinds!: AnomalyKind[];

  /** openTime of its rarest anomaly, the first of equals. */
  @Column('timestamptz', { name: 'peak_at' })
  peakAt!: Date;

  /** How rare that one is; null where all of them are faults of the feed. */
  @Column('double precision', { name: 'peak_return_period_hours', nullable: true })
  peakReturnPeriodHours!: number | null;

  /** openTime of the candle that changed it last: within a series it only grows. */
  @Column('timestamptz', { name: 'changed_at' })
  changedAt!: Date;

  @ManyToOne(() => Detection, { nullable: false, onDelete: 'CASCADE' })
  @JoinColumn([
    { name: 'exchange', referencedColumnName: 'exchange', foreignKeyConstraintName: 'incident_peak' },
    { name: 'symbol', referencedColumnName: 'symbol' },
    { name: 'interval', referencedColumnName: 'interval' },
    { name: 'peak_at', referencedColumnName: 'openTime' },
  ])
  @Field(() => Detection, { description: 'The rarest of its anomalies that are still stored.' })
  peak!: Detection;
}

/** @example incidentId({ exchange: '', symbol: 'BTC/USD', interval: '1h', openedAt }) // 'BTC/USD:1h:2021-05-19T…' */
export function incidentId({
  exchange,
  symbol,
  interval,
  openedAt,
}: Pick<Incident, 'exchange' | 'symbol' | 'interval' | 'openedAt'>): string {
  const series = `${symbol}:${interval}:${openedAt.toISOString()}`;
  return exchange === '' ? series : `${exchange}:${series}`;
}

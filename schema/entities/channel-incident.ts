import { Column, Entity, Index, PrimaryColumn } from 'typeorm';
import { AnomalyKind } from '../enums.ts';

/**
 * What is one incident for a channel with a budget: candles of a series that are rare enough for it, each at most twelve
 * candles after the one before it. It changes in the transactions that store them, and stays when it is over, because
 * receipts are found through it.
 */
@Entity('channel_incident')
@Index('channel_incident_open', ['channelId'], { where: 'closed_at IS NULL' })
@Index('channel_incident_times', ['exchange', 'symbol', 'interval', 'openedAt'])
export class ChannelIncident {
  @PrimaryColumn('uuid', { name: 'channel_id' })
  channelId!: string;

  @PrimaryColumn('text')
  exchange!: string;

  @PrimaryColumn('text')
  symbol!: string;

  @PrimaryColumn('text')
  interval!: string;

  /** openTime of its first candle. */
  @PrimaryColumn('timestamptz', { name: 'opened_at' })
  openedAt!: Date;

  /** As deliveries name it. */
  @Column('text', { name: 'incident_id' })
  incidentId!: string;

  @Column('timestamptz', { name: 'newest_at' })
  newestAt!: Date;

  @Column('timestamptz', { name: 'closed_at', nullable: true })
  closedAt!: Date | null;

  @Column('int', { name: 'candle_count' })
  candleCount!: number;

  /** Each kind once, in the order in which they came. */
  @Column('text', { array: true })
  kinds!: AnomalyKind[];

  /** openTime of its rarest candle, the first of equals. */
  @Column('timestamptz', { name: 'peak_at' })
  peakAt!: Date;

  /** How rare that one is by itself; null where all are faults of the feed. */
  @Column('double precision', { name: 'peak_return_period_hours', nullable: true })
  peakReturnPeriodHours!: number | null;

  /** What was out of the ordinary about it: of a candle that is no anomaly nothing else says so. */
  @Column('text', { name: 'peak_kinds', array: true })
  peakKinds!: AnomalyKind[];

  @Column('text', { name: 'peak_reason', nullable: true })
  peakReason!: string | null;

  /** Whether the channel was told of it, and how rare it was when it was told last. */
  @Column('boolean', { name: 'is_told' })
  isTold!: boolean;

  @Column('double precision', { name: 'told_hours', nullable: true })
  toldHours!: number | null;
}

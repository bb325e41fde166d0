import { INTERVALS, type Interval } from '@detective/data';
import { Column, Entity, PrimaryColumn } from 'typeorm';

/** Long enough that a series has a thousandth as many buckets as candles, short enough to add up by candle. */
const INTERVALS_A_BUCKET = 1_000;

/** How long a bucket of a series lasts, in ms. */
export const bucketMs = (interval: Interval): number => INTERVALS_A_BUCKET * INTERVALS[interval];

/** Start of the bucket that a time falls into: buckets of an interval are counted from 1970, whatever its candles do. */
export const bucketStart = (interval: Interval, time: number): number =>
  Math.floor(time / bucketMs(interval)) * bucketMs(interval);

/**
 * How the forecasts of up to 1,000 candles of a series did, kept in the transaction that stores each candle, so that
 * asking for the accuracy costs the same however long the series is. Sums are added candle by candle in the order of the
 * series: they are the same, bit by bit, however the candles were divided into transactions.
 */
@Entity('accuracy_bucket')
export class AccuracyBucket {
  @PrimaryColumn('text')
  exchange!: string;

  @PrimaryColumn('text')
  symbol!: string;

  @PrimaryColumn('text')
  interval!: string;

  @PrimaryColumn('timestamptz')
  start!: Date;

  @Column('int', { name: 'scored_count' })
  scoredCount!: number;

  /** Sum of |high − forecast high| of the scored candles. */
  @Column('double precision', { name: 'error_sum' })
  errorSum!: number;

  /** Scored candles that have a candle before them. */
  @Column('int', { name: 'baseline_count' })
  baselineCount!: number;

  /** Sum of |high − high of the candle before| of those. */
  @Column('double precision', { name: 'baseline_sum' })
  baselineSum!: number;

  /** Anomalies among the scored candles. */
  @Column('int', { name: 'anomaly_count' })
  anomalyCount!: number;

  /** The newest candle that is counted in. */
  @Column('timestamptz', { name: 'last_open_time' })
  lastOpenTime!: Date;

  @Column('double precision', { name: 'last_high' })
  lastHigh!: number;
}

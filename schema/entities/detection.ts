import { Field, Float, ID, ObjectType } from 'type-graphql';
import { GraphQLDateTime } from 'graphql-scalars';
import { Column, Entity, Index, JoinColumn, OneToOne, PrimaryColumn } from 'typeorm';
import { AnomalyKind, DetectionStatus } from '../enums.ts';
import { Contribution } from '../types/contribution.ts';
import { Candle } from './candle.ts';
import { Verdict } from './verdict.ts';

/** At least this rare, in hours, is what any budget of up to 7 alerts a week could make an anomaly. */
export const RARE_HOURS = 24;

/** The judgement of one candle, made from the candles before it. Shares its key with the candle. */
@Entity('detection')
@Index('detection_anomalies', ['exchange', 'symbol', 'interval', 'openTime'], { where: 'is_anomaly' })
@Index('detection_rare', ['exchange', 'symbol', 'interval', 'openTime'], {
  where: `return_period_hours >= ${RARE_HOURS} OR is_anomaly`,
})
@ObjectType({ description: 'The judgement of one candle, made from the candles before it.' })
export class Detection {
  @PrimaryColumn('text', { default: '' })
  exchange!: string;

  @PrimaryColumn('text')
  symbol!: string;

  @PrimaryColumn('text')
  interval!: string;

  @PrimaryColumn('timestamptz', { name: 'open_time' })
  openTime!: Date;

  @OneToOne(() => Candle, { nullable: false, onDelete: 'CASCADE' })
  @JoinColumn([
    { name: 'exchange', referencedColumnName: 'exchange', foreignKeyConstraintName: 'detection_of_candle' },
    { name: 'symbol', referencedColumnName: 'symbol' },
    { name: 'interval', referencedColumnName: 'interval' },
    { name: 'open_time', referencedColumnName: 'openTime' },
  ])
  @Field(() => Candle)
  candle!: Candle;

  /** Made from the key, so that a replay gives the same ids whether or not it was interrupted. */
  @Field(() => ID)
  get id(): string {
    const series = `${this.symbol}:${this.interval}:${this.openTime.toISOString()}`;
    return this.exchange === '' ? series : `${this.exchange}:${series}`;
  }

  @Column('text')
  @Field(() => DetectionStatus)
  status!: DetectionStatus;

  @Column('double precision', { name: 'forecast_high', nullable: true })
  @Field(() => Float, {
    nullable: true,
    description: 'The predicted high of this candle, made when the previous one closed.',
  })
  forecastHigh!: number | null;

  @Column('double precision', { name: 'forecast_low', nullable: true })
  @Field(() => Float, { nullable: true })
  forecastLow!: number | null;

  @Field(() => Float, { nullable: true, description: '|high - forecastHigh|' })
  get absoluteError(): number | null {
    return this.forecastHigh === null ? null : Math.abs(this.candle.high - this.forecastHigh);
  }

  @Column('double precision', { name: 'anomaly_score', nullable: true })
  @Field(() => Float, { nullable: true, description: 'Never negative; higher is more anomalous.' })
  anomalyScore!: number | null;

  @Column('double precision', { nullable: true })
  @Field(() => Float, {
    nullable: true,
    description: 'The threshold when the candle was judged: a higher score makes it an anomaly.',
  })
  threshold!: number | null;

  @Column('double precision', { name: 'upper_limit', nullable: true })
  @Field(() => Float, {
    nullable: true,
    description: 'A high above this price is enough to make the candle an anomaly.',
  })
  upperLimit!: number | null;

  @Column('double precision', { name: 'lower_limit', nullable: true })
  @Field(() => Float, {
    nullable: true,
    description: 'A low below this price is enough to make the candle an anomaly.',
  })
  lowerLimit!: number | null;

  /** Null for candles that were judged before this was stored. */
  @Column('double precision', { name: 'usual_high', nullable: true })
  @Field(() => Float, {
    nullable: true,
    description:
      'Upper end of the usual range: nine candles in ten stay inside it, as many leave it upward as downward. Null for candles that were judged before it was stored.',
  })
  usualHigh!: number | null;

  @Column('double precision', { name: 'usual_low', nullable: true })
  @Field(() => Float, { nullable: true, description: 'Lower end of the usual range.' })
  usualLow!: number | null;

  @Column('boolean', { name: 'is_anomaly' })
  @Field(() => Boolean)
  isAnomaly!: boolean;

  @Column('text', { array: true })
  @Field(() => [AnomalyKind], {
    description: 'What was anomalous, the strongest first; empty where isAnomaly is false.',
  })
  kinds!: AnomalyKind[];

  @Column('double precision', { name: 'return_period_hours', nullable: true })
  @Field(() => Float, {
    nullable: true,
    description:
      'How rare: a candle this extreme is expected once in so many hours; null for a fault of the feed.',
  })
  returnPeriodHours!: number | null;

  /** Of every row, also of those from before this had a name: only a fault is an anomaly without a return period. */
  @Field(() => Boolean, {
    description: 'Whether it is an anomaly because the feed is at fault, whatever the market did.',
  })
  get isFeedFault(): boolean {
    return this.isAnomaly && this.returnPeriodHours === null;
  }

  @Column('text', { nullable: true })
  @Field(() => String, {
    nullable: true,
    description: 'One plain sentence for a person; null where isAnomaly is false.',
  })
  reason!: string | null;

  @Column('jsonb', { default: [] })
  @Field(() => [Contribution], {
    description:
      'How much each view gave to the score, the largest first. Empty where isAnomaly is false, for a fault of the feed, and for anomalies that were judged before it was stored.',
  })
  contributions!: Contribution[];

  /** Undefined if the query did not load it. */
  @OneToOne(() => Verdict, (verdict) => verdict.detection)
  @Field(() => Verdict, { nullable: true, description: 'Null if nobody has given one.' })
  verdict?: Verdict | null;

  @Column('text', { name: 'model_id' })
  @Field(() => String)
  modelId!: string;

  @Column('timestamptz', { name: 'detected_at' })
  @Field(() => GraphQLDateTime)
  detectedAt!: Date;
}

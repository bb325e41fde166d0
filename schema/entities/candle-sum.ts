import { Column, Entity, PrimaryColumn } from 'typeorm';

/** So many intervals each sum lasts: a day of hours, and 24 such days. */
export const SUM_INTERVALS = [24, 576] as const;

/**
 * Several candles of a series as one: what is drawn of a long time. Sums begin at multiples of their length since 1970.
 * Candles come in order and never change, so a sum whose time is over is right for good; it is made when somebody first
 * asks for it.
 */
@Entity('candle_sum')
export class CandleSum {
  @PrimaryColumn('text')
  exchange!: string;

  @PrimaryColumn('text')
  symbol!: string;

  @PrimaryColumn('text')
  interval!: string;

  /** How many intervals it lasts: one of `SUM_INTERVALS`. */
  @PrimaryColumn('int')
  intervals!: number;

  @PrimaryColumn('timestamptz')
  start!: Date;

  @Column('double precision')
  open!: number;

  @Column('double precision')
  high!: number;

  @Column('double precision')
  low!: number;

  @Column('double precision')
  close!: number;

  /** Of the candles whose volume is known; null where none is. */
  @Column('double precision', { nullable: true })
  volume!: number | null;

  @Column('int', { name: 'candle_count' })
  candleCount!: number;
}

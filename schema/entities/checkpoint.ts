import { Column, Entity, PrimaryColumn } from 'typeorm';

/** The detector's state after the newest candle of a series: a few kilobytes that only `models/` can decode. */
@Entity('detector_state')
export class Checkpoint {
  @PrimaryColumn('text', { default: '' })
  exchange!: string;

  @PrimaryColumn('text')
  symbol!: string;

  @PrimaryColumn('text')
  interval!: string;

  @Column('text', { name: 'model_id' })
  modelId!: string;

  /** The candle after which this state holds. */
  @Column('timestamptz', { name: 'open_time' })
  openTime!: Date;

  @Column('bytea')
  state!: Buffer;
}

import { Column, Entity, PrimaryColumn } from 'typeorm';

/** Something that keeps alerts from being made or told, for as long as it lasts; it is told when it begins and ends. */
@Entity('trouble')
export class Trouble {
  /** What it is, such as "silent kraken BTC/USD 1h". */
  @PrimaryColumn('text')
  key!: string;

  @Column('timestamptz')
  since!: Date;

  /** What is troubled, for people. */
  @Column('text')
  subject!: string;

  /** Of a series that is silent. */
  @Column('text', { nullable: true })
  exchange!: string | null;

  @Column('text', { nullable: true })
  symbol!: string | null;

  @Column('text', { nullable: true })
  interval!: string | null;

  /** Of a channel that fails, which is not told of it itself. */
  @Column('uuid', { name: 'channel_id', nullable: true })
  channelId!: string | null;
}

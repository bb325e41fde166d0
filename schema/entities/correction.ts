import { Field, Float, ObjectType } from 'type-graphql';
import { GraphQLDateTime } from 'graphql-scalars';
import { Column, Entity, JoinColumn, ManyToOne, PrimaryColumn } from 'typeorm';
import { Candle } from './candle.ts';

/** What an exchange says of a closed candle after it was stored. The candle and its judgement stay as they were. */
@Entity('correction')
@ObjectType({
  description:
    'What an exchange says of a closed candle after it was stored. The candle and its judgement stay as they were.',
})
export class Correction {
  @PrimaryColumn('text')
  @Field(() => String)
  exchange!: string;

  @PrimaryColumn('text')
  @Field(() => String)
  symbol!: string;

  @PrimaryColumn('text')
  @Field(() => String)
  interval!: string;

  @PrimaryColumn('timestamptz', { name: 'open_time' })
  @Field(() => GraphQLDateTime, { description: 'Start of the candle.' })
  openTime!: Date;

  @PrimaryColumn('timestamptz', { name: 'noticed_at' })
  @Field(() => GraphQLDateTime, { description: 'When the server was told; the newest counts.' })
  noticedAt!: Date;

  @ManyToOne(() => Candle, { nullable: false, onDelete: 'CASCADE' })
  @JoinColumn([
    { name: 'exchange', referencedColumnName: 'exchange', foreignKeyConstraintName: 'correction_of_candle' },
    { name: 'symbol', referencedColumnName: 'symbol' },
    { name: 'interval', referencedColumnName: 'interval' },
    { name: 'open_time', referencedColumnName: 'openTime' },
  ])
  candle!: Candle;

  @Column('double precision')
  @Field(() => Float)
  open!: number;

  @Column('double precision')
  @Field(() => Float)
  high!: number;

  @Column('double precision')
  @Field(() => Float)
  low!: number;

  @Column('double precision')
  @Field(() => Float)
  close!: number;

  @Column('double precision', { nullable: true })
  @Field(() => Float, { nullable: true, description: 'Null where the exchange gives none any more.' })
  volume!: number | null;
}

import { Field, Float, ObjectType } from 'type-graphql';
import { GraphQLDateTime } from 'graphql-scalars';
import { Column, Entity, PrimaryColumn } from 'typeorm';

/** One closed candle: prices in the quote currency, volume in the base currency. */
@Entity('candle')
@ObjectType({ description: 'One closed candle: prices in the quote currency, volume in the base currency.' })
export class Candle {
  @PrimaryColumn('text', { default: '' })
  @Field(() => String, { description: "ccxt's id of the exchange; empty if the sender named none." })
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

  /** Null where nobody knows it, which is not the same as 0. */
  @Column('double precision', { nullable: true })
  volume!: number | null;

  @Field(() => Float, { name: 'volume', description: '0 where `volumeIsKnown` is false.' })
  get volumeOrZero(): number {
    return this.volume ?? 0;
  }

  @Field(() => Boolean, { description: 'Some exchanges count contracts whose size nobody knows.' })
  get volumeIsKnown(): boolean {
    return this.volume !== null;
  }
}

import { Field, ObjectType } from 'type-graphql';
import { GraphQLDateTime } from 'graphql-scalars';
import { Column, Entity, JoinColumn, OneToOne, PrimaryColumn } from 'typeorm';
import { VerdictKind } from '../enums.ts';

/** A person's verdict on a detection. Shares its key with the detection. */
@Entity('verdict')
@ObjectType({ description: "A person's verdict on a detection." })
export class Verdict {
  @PrimaryColumn('text', { default: '' })
  exchange!: string;

  @PrimaryColumn('text')
  symbol!: string;

  @PrimaryColumn('text')
  interval!: string;

  @PrimaryColumn('timestamptz', { name: 'open_time' })
  @Field(() => GraphQLDateTime, { description: 'Start of the candle that was judged.' })
  openTime!: Date;

  // By name: `Detection` imports this file, and a circle of imports would depend on which is read first.
  @OneToOne('Detection', 'verdict', { nullable: false, onDelete: 'CASCADE' })
  @JoinColumn([
    { name: 'exchange', referencedColumnName: 'exchange', foreignKeyConstraintName: 'verdict_on_detection' },
    { name: 'symbol', referencedColumnName: 'symbol' },
    { name: 'interval', referencedColumnName: 'interval' },
    { name: 'open_time', referencedColumnName: 'openTime' },
  ])
  detection!: { exchange: string; symbol: string; interval: string; openTime: Date };

  @Column('text')
  @Field(() => VerdictKind)
  kind!: VerdictKind;

  @Column('text')
  @Field(() => String, { description: 'Up to 500 characters; empty if there is no note.' })
  note!: string;

  @Column('timestamptz', { name: 'decided_at' })
  @Field(() => GraphQLDateTime)
  decidedAt!: Date;
}

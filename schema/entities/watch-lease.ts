import { Column, Entity, PrimaryColumn } from 'typeorm';

/** Which of several servers follows the watches: one row, which the server renews for as long as it lives. */
@Entity('watch_lease')
export class WatchLease {
  /** Always 1. */
  @PrimaryColumn('int')
  id!: number;

  /** Made by the server at its start; null before the first. */
  @Column('uuid', { nullable: true })
  owner!: string | null;

  /** By the database's clock. */
  @Column('timestamptz', { name: 'lease_until' })
  leaseUntil!: Date;
}

import { Column, Entity, PrimaryColumn } from 'typeorm';

/**
 * An alert budget that somebody has set: for one series, or with an empty exchange, symbol and interval for all that have
 * none of their own. It is in force for candles that are judged afterwards, on every server of the database.
 */
@Entity('alert_budget')
export class AlertBudget {
  @PrimaryColumn('text')
  exchange!: string;

  @PrimaryColumn('text')
  symbol!: string;

  @PrimaryColumn('text')
  interval!: string;

  /** Null where it was taken back; the row stays, so that the newest revision tells of that, too. */
  @Column('double precision', { name: 'alerts_per_week', nullable: true })
  alertsPerWeek!: number | null;

  /** Counts all changes of budgets: servers compare the largest with the one they know. */
  @Column('int')
  revision!: number;

  @Column('timestamptz', { name: 'set_at' })
  setAt!: Date;
}

import { seriesName, type SeriesKey } from '@detective/data';
import { AlertBudget, type AlertBudgets } from '@detective/schema';
import type { EntityManager } from 'typeorm';

/** What a budget may be, in alerts a week: from one a year to seven a day. */
export const LEAST_BUDGET = 1 / 53;
export const LARGEST_BUDGET = 49;

/** The row of the budget for all series that have none of their own. */
const ALL = { exchange: '', symbol: '', interval: '' } as const;

/**
 * The alert budgets in force: the one that was set for a series, else the one for all, else that of the settings. Those
 * that were set stand in the database, for all of its servers; what is known here may be old, and its revision tells.
 */
export class BudgetsInForce {
  #bySeries: ReadonlyMap<string, number> = new Map();
  #ofAll: number | null = null;
  #revision = 0;

  /** @param ofSettings the budget of the settings, in alerts a week */
  constructor(readonly ofSettings: number) {}

  /** Counts all changes of budgets; the largest in the database where what is known is new. */
  get revision(): number {
    return this.#revision;
  }

  /** In force for series that have none of their own. */
  get usual(): number {
    return this.#ofAll ?? this.ofSettings;
  }

  of(key: SeriesKey): number {
    return this.#bySeries.get(seriesName(key)) ?? this.usual;
  }

  describe(key: SeriesKey): AlertBudgets {
    const ofSeries = this.#bySeries.get(seriesName(key)) ?? null;
    return { inForce: this.of(key), ofSeries, ofAll: this.#ofAll, ofSettings: this.ofSettings };
  }

  /** Takes over what the database has. */
  async read(manager: EntityManager): Promise<void> {
    const rows = await manager.find(AlertBudget);
    const revision = Math.max(0, ...rows.map((row) => row.revision));
    // Two reads may overtake each other.
    if (revision <= this.#revision) return;
    const set = rows.flatMap((row) =>
      row.alertsPerWeek === null ? [] : [[nameOf(row), row.alertsPerWeek] as const],
    );
    this.#bySeries = new Map(set);
    this.#ofAll = this.#bySeries.get(nameOf(ALL)) ?? null;
    this.#revision = revision;
  }

  /**
   * Sets a budget from the next candle on, and takes it over.
   *
   * @param key for one series; null for all that have none of their own
   * @param alertsPerWeek null takes it back
   */
  async set(manager: EntityManager, key: SeriesKey | null, alertsPerWeek: number | null): Promise<void> {
    const { exchange, symbol, interval } = key ?? ALL;
    await manager.transaction(async (transaction) => {
      // One after the other, so that each has a revision of its own; those who judge read on.
      await transaction.query('LOCK TABLE alert_budget IN SHARE ROW EXCLUSIVE MODE');
      await transaction.query(
        `INSERT INTO alert_budget (exchange, symbol, interval, alerts_per_week, revision, set_at)
         SELECT $1, $2, $3, $4, coalesce(max(revision), 0) + 1, now() FROM alert_budget
         ON CONFLICT (exchange, symbol, interval) DO UPDATE
           SET alerts_per_week = excluded.alerts_per_week, revision = excluded.revision, set_at = excluded.set_at`,
        [exchange, symbol, interval, alertsPerWeek],
      );
    });
    await this.read(manager);
  }
}

const nameOf = ({ exchange, symbol, interval }: { exchange: string; symbol: string; interval: string }) =>
  seriesName({ exchange, symbol, interval });

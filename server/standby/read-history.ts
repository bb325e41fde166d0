import type { DataSource, EntityManager } from 'typeorm';
import type { Standby } from './standby.ts';

/** Reads what is past: on the primary, or on a standby where whoever asks allows that it lags behind. */
export type ReadHistory = <Value>(reader: HistoryReader<Value>) => Promise<Value>;

/** @param isPrimary whether it may be written to as well */
export type HistoryReader<Value> = (manager: EntityManager, isPrimary: boolean) => Promise<Value>;

export interface History {
  read: ReadHistory;
  /** How old the oldest of what was read is, in ms; 0 for the primary. */
  readonly ageMs: number;
}

export const presentHistory = ({ manager }: DataSource): History => ({
  read: (reader) => reader(manager, true),
  ageMs: 0,
});

/** For one request: reads that may be so many ms old. What the standby can't give, the primary does. */
export class StaleHistory implements History {
  ageMs = 0;
  readonly #standby: Standby;
  readonly #present: History;
  readonly #mostMs: number;

  constructor(standby: Standby, present: History, mostMs: number) {
    this.#standby = standby;
    this.#present = present;
    this.#mostMs = mostMs;
  }

  readonly read: ReadHistory = async (reader) => {
    const stale = await this.#standby.read(this.#mostMs, (manager) => reader(manager, false));
    if (!stale) return this.#present.read(reader);
    this.ageMs = Math.max(this.ageMs, stale.ageMs);
    return stale.value;
  };
}

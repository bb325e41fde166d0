import { setTimeout as pause } from 'node:timers/promises';
import type { DataSource } from 'typeorm';
import { RepeatedWork } from './repeated-work.ts';

const ROWS_A_STEP = 1_000;
const EVERY_MS = 10 * 60_000;
/** Between two steps others have their turn. */
const PAUSE_MS = 50;

/** The first attempts end at the deadline at the latest; one that is sent again by hand has a new one. */
const DELETE = `
  WITH old AS (
    SELECT id FROM delivery
     WHERE state <> 'PENDING' AND deadline < clock_timestamp() - $1 * interval '1 day'
     ORDER BY deadline LIMIT $2 FOR UPDATE SKIP LOCKED
  )
  DELETE FROM delivery USING old WHERE delivery.id = old.id`;

export interface DeliveryRetentionOptions {
  dataSource: DataSource;
  /** Receipts are kept for so long after the last attempt that could be made. */
  days: number;
  everyMs?: number;
  onDeleted: (count: number) => void;
  onError: (error: unknown) => void;
}

/** Deletes old receipts in small steps. What still waits stays, however old it is. */
export class DeliveryRetention extends RepeatedWork {
  constructor({ everyMs = EVERY_MS, onError, ...options }: DeliveryRetentionOptions) {
    super({ everyMs, onError, work: (stop) => deleteOld(options, stop) });
  }
}

async function deleteOld(
  { dataSource, days, onDeleted }: Pick<DeliveryRetentionOptions, 'dataSource' | 'days' | 'onDeleted'>,
  stop: AbortSignal,
): Promise<void> {
  for (;;) {
    const [, deleted] = await dataSource.query<[unknown[], number]>(DELETE, [days, ROWS_A_STEP]);
    if (deleted > 0) onDeleted(deleted);
    if (deleted < ROWS_A_STEP || stop.aborted) return;
    await pause(PAUSE_MS);
  }
}

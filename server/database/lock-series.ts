import type { EntityManager } from 'typeorm';
import { runPrepared } from './prepared.ts';

/** No name of a series contains a comma. */
const NEW_SERIES = 'new,series';

/** Lets one transaction at a time begin new series, so that they can be counted; taken after the locks of series. */
export async function lockNewSeries(manager: EntityManager): Promise<void> {
  await manager.query('SELECT pg_advisory_xact_lock(hashtextextended($1, 0))', [NEW_SERIES]);
}

/** @param names an array of names, ascending, as a parameter of the statement that this is part of */
export const lockNames = (names: string): string =>
  `SELECT pg_advisory_xact_lock(hashtextextended(name, 0))
     FROM (SELECT name FROM unnest(${names}) WITH ORDINALITY AS asked (name, place) ORDER BY place OFFSET 0) names`;

/**
 * Locks series until the transaction ends, against everybody who changes their counts: ingest and retention, here and
 * on other servers. Always in one order, so that two transactions with overlapping series can't wait for each other
 * for ever. One statement, however many series.
 *
 * @param names as `seriesName` makes them
 */
export async function lockSeries(manager: EntityManager, names: Iterable<string>): Promise<void> {
  await runPrepared(manager, 'lock series', lockNames('$1::text[]'), [[...names].sort()]);
}

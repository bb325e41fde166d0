import type { EntityManager } from 'typeorm';

/**
 * Runs a statement that a connection parses once and plans at most a few times, however often it is run: for those of
 * every candle, where that is a good part of the work.
 *
 * @param name what the statement is called on its connection, at most 63 bytes; it stands in the messages to PostgreSQL
 *   in place of the text
 */
export function runPrepared<Rows>(
  manager: EntityManager,
  name: string,
  text: string,
  values: unknown[],
): Promise<Rows> {
  // TypeORM hands on to pg whatever it is given, and its own way is kept because of what it does when a query fails; only
  // its types know nothing of a statement with a name. pg writes the values into the object, so each run has its own.
  const statement = { name, text } as unknown as string;
  return manager.query<Rows>(statement, values);
}

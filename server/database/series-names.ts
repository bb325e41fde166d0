import { marketLetters, type SeriesKey } from '@detective/data';
import { Series } from '@detective/schema';
import type { EntityManager } from 'typeorm';

/** So many names are enough to find the nearest among, and few enough to compare in less than a millisecond. */
const NAMES = 1_000;

/** Stored symbols of the markets that these symbols name, in any spelling, ascending. */
export async function readSpellings(
  manager: EntityManager,
  symbols: Iterable<{ symbol: string }>,
): Promise<string[]> {
  const letters = new Set(Array.from(symbols, ({ symbol }) => marketLetters(symbol)));
  const rows = await manager.query<{ symbol: string }[]>(
    `SELECT DISTINCT symbol FROM series
      WHERE regexp_replace(upper(symbol), '[^A-Z0-9]', '', 'g') = ANY($1) ORDER BY symbol`,
    [[...letters]],
  );
  return rows.map(({ symbol }) => symbol);
}

/** Whether a series has a candle. */
export const hasSeries = (manager: EntityManager, { symbol, interval }: SeriesKey): Promise<boolean> =>
  manager.existsBy(Series, { symbol, interval });

/** Series among which the nearest to a symbol is: those that begin with the same character come first. */
export const readSeriesNames = (manager: EntityManager, symbol: string) =>
  manager.query<{ symbol: string; interval: string }[]>(
    `SELECT symbol, interval FROM series
      ORDER BY upper(left(symbol, 1)) = upper(left($1, 1)) DESC, symbol, interval LIMIT $2`,
    [symbol, NAMES],
  );

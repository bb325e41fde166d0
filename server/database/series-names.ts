import { marketLetters, type SeriesKey } from '@detective/data';
import { Series } from '@detective/schema';
import type { EntityManager } from 'typeorm';

/** So many names are enough to find the nearest among, and few enough to compare in less than a millisecond. */
const NAMES = 1_000;

/** A market of one exchange, as it is spelled somewhere. */
export interface Spelling {
  exchange: string;
  symbol: string;
}

/** As which symbols the markets of these candles are stored, in any spelling and on any exchange, ascending. */
export async function readSpellings(
  manager: EntityManager,
  symbols: Iterable<{ symbol: string }>,
): Promise<Spelling[]> {
  const letters = new Set(Array.from(symbols, ({ symbol }) => marketLetters(symbol)));
  return manager.query<Spelling[]>(
    `SELECT DISTINCT exchange, symbol FROM series
      WHERE regexp_replace(upper(symbol), '[^A-Z0-9]', '', 'g') = ANY($1) ORDER BY exchange, symbol`,
    [[...letters]],
  );
}

/** Whether a series has a candle. */
export const hasSeries = (
  manager: EntityManager,
  { exchange, symbol, interval }: SeriesKey,
): Promise<boolean> => manager.existsBy(Series, { exchange, symbol, interval });

/** Series among which the nearest to a symbol is: the symbol itself, then those that begin with the same character. */
export const readSeriesNames = (manager: EntityManager, symbol: string) =>
  manager.query<{ exchange: string; symbol: string; interval: string }[]>(
    `SELECT exchange, symbol, interval FROM series
      ORDER BY symbol = $1 DESC, upper(left(symbol, 1)) = upper(left($1, 1)) DESC, symbol, interval, exchange LIMIT $2`,
    [symbol, NAMES],
  );

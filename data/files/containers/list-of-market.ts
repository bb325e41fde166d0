import { CandleFileError, listed } from '../candle-file-error.ts';
import { isToldMarket } from '../columns/market.ts';
import type { FoundRows } from './found-rows.ts';

/**
 * The one list of rows among those that a JSON file holds. Of several markets it is that of the one told; throws a
 * `CandleFileError` that names them where none is told, or another.
 */
export function listOfMarket(
  path: string,
  found: readonly FoundRows[],
  symbol: string | undefined,
): FoundRows {
  const [first, ...others] = found;
  if (!first)
    throw new CandleFileError(
      path,
      'is JSON without a list of candles; expected an array of rows or of objects',
    );
  // That one list is of the market told is checked with what its rows say.
  if (others.length === 0) return first;
  const told =
    symbol === undefined
      ? found
      : found.filter(({ market }) => market !== undefined && isToldMarket(market, symbol));
  if (told.length === 1 && told[0]) return told[0];
  const markets = distinct(told.length > 0 ? told : found);
  if (told.length === 0 && markets.length > 0)
    throw new CandleFileError(
      path,
      `holds ${listed(markets)}, not ${listed([symbol ?? ''])} as told; --symbol takes the file's own`,
    );
  if (markets.length > 1)
    throw new CandleFileError(
      path,
      `holds ${markets.length} markets: ${listed(markets)}; --symbol picks one`,
    );
  throw new CandleFileError(
    path,
    `is JSON with ${found.length} lists of rows; expected one market: keep one of them`,
  );
}

const distinct = (found: readonly FoundRows[]) => [...new Set(found.flatMap(({ market }) => market ?? []))];

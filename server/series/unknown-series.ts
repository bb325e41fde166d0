import { isSameMarket, seriesName } from '@detective/data';
import leven from 'leven';
import { BadInputError } from '../errors/request-errors.ts';

/** A series as somebody names it; without exchange or interval, any of the symbol. */
export interface AskedSeries {
  exchange?: string | undefined;
  symbol: string;
  interval?: string | undefined;
}

interface StoredName {
  exchange: string;
  symbol: string;
  interval: string;
}

const NEAREST = 3;

/** Letters that are wrong, missing or too many in a name that means another one. */
const LIKE = 2;

/** Somebody asks for a symbol that is not stored, and is like some that are. */
export class UnknownSeriesError extends BadInputError {
  override name = 'UnknownSeriesError';
  /** Whether the market is there, spelled otherwise: then the series asked for can never begin. */
  readonly isOtherSpelling: boolean;

  /** @param nearest names of the nearest series that there are, the nearest first */
  constructor(
    asked: AskedSeries,
    readonly nearest: string[],
    { isOtherSpelling }: { isOtherSpelling: boolean },
  ) {
    const { exchange = '', symbol, interval = '' } = asked;
    const name = seriesName({ exchange, symbol, interval }).trim();
    super(`There is no series ${name} here. The nearest names: ${nearest.join(', ')}`);
    this.isOtherSpelling = isOtherSpelling;
  }
}

/**
 * The error for a series without a candle whose symbol looks misspelt. Undefined where the symbol is stored at another
 * interval or exchange, and where none is like it: such a series may begin at any time, and is empty until then.
 */
export function unknownSeries(
  asked: AskedSeries,
  stored: readonly StoredName[],
): UnknownSeriesError | undefined {
  if (stored.some(({ symbol }) => symbol === asked.symbol)) return undefined;
  const nearest = nearestSeries(asked, stored);
  if (nearest.length === 0) return undefined;
  const isOtherSpelling = nearest.some(
    ({ exchange, symbol }) =>
      isSameMarket(symbol, asked.symbol) && (asked.exchange === undefined || exchange === asked.exchange),
  );
  return new UnknownSeriesError(asked, nearest.map(seriesName), { isOtherSpelling });
}

/** By spelling of the symbol, which counts most, then by exchange and interval; only those that are alike. */
function nearestSeries(asked: AskedSeries, stored: readonly StoredName[]): StoredName[] {
  const symbol = asked.symbol.toUpperCase();
  const distanceOf = (series: StoredName) =>
    isSameMarket(series.symbol, symbol) ? 0 : leven(series.symbol.toUpperCase(), symbol);
  const differencesOf = ({ exchange, interval }: StoredName) =>
    2 * Number(exchange !== (asked.exchange ?? '')) + Number(interval !== asked.interval);
  return stored
    .map((series) => ({ series, distance: distanceOf(series), differences: differencesOf(series) }))
    .filter(({ distance }) => distance <= LIKE)
    .sort((one, other) => one.distance - other.distance || one.differences - other.differences)
    .slice(0, NEAREST)
    .map(({ series }) => series);
}

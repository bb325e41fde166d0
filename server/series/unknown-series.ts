import { isSameMarket, seriesName } from '@detective/data';
import leven from 'leven';
import { BadInputError } from '../errors/request-errors.ts';

/** A series as somebody names it; without an interval, any of the symbol. */
export interface AskedSeries {
  symbol: string;
  interval?: string | undefined;
}

interface StoredName {
  symbol: string;
  interval: string;
}

const NEAREST = 3;
/** To be compared letter by letter: a thousand take less than a millisecond. */
const COMPARED = 1_000;

/** Somebody asks for a series that has no candle, while others have some. */
export class UnknownSeriesError extends BadInputError {
  override name = 'UnknownSeriesError';
  /** Names of the nearest series that there are, the nearest first. */
  readonly nearest: string[];
  /** Whether the market is there, spelled otherwise: then the series asked for can never begin. */
  readonly isOtherSpelling: boolean;

  /** @param stored series that there are, at least one */
  constructor(asked: AskedSeries, stored: readonly StoredName[]) {
    const nearest = nearestSeries(asked, stored).map(seriesName);
    const name = asked.interval === undefined ? asked.symbol : seriesName({ interval: '', ...asked });
    super(`There is no series ${name} here. The nearest names: ${nearest.join(', ')}`);
    this.nearest = nearest;
    const isThere = stored.some(({ symbol }) => symbol === asked.symbol);
    this.isOtherSpelling = !isThere && stored.some(({ symbol }) => isSameMarket(symbol, asked.symbol));
  }
}

/** By spelling of the symbol, which counts most, then by interval. */
export function nearestSeries(asked: AskedSeries, stored: readonly StoredName[]): StoredName[] {
  const symbol = asked.symbol.toUpperCase();
  const distanceOf = (series: StoredName) => {
    if (series.symbol === asked.symbol) return -1;
    return isSameMarket(series.symbol, symbol) ? 0 : leven(series.symbol.toUpperCase(), symbol);
  };
  const first = symbol.charAt(0);
  const beginsAlike = (series: StoredName) => series.symbol.charAt(0).toUpperCase() === first;
  const compared =
    stored.length > COMPARED
      ? [...stored.filter(beginsAlike), ...stored.filter((series) => !beginsAlike(series))].slice(0, COMPARED)
      : stored;
  return compared
    .map((series) => ({ series, distance: distanceOf(series), isOther: series.interval !== asked.interval }))
    .sort((one, other) => one.distance - other.distance || Number(one.isOther) - Number(other.isOther))
    .slice(0, NEAREST)
    .map(({ series }) => series);
}

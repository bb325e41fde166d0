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
    const { exchange = '', symbol, interval = '' } = asked;
    super(
      `There is no series ${seriesName({ exchange, symbol, interval }).trim()} here. The nearest names: ${nearest.join(', ')}`,
    );
    this.nearest = nearest;
    const there = stored.filter(
      (series) => asked.exchange === undefined || series.exchange === asked.exchange,
    );
    const isThere = there.some((series) => series.symbol === symbol);
    this.isOtherSpelling = !isThere && there.some((series) => isSameMarket(series.symbol, symbol));
  }
}

/** By spelling of the symbol, which counts most, then by exchange and interval. */
export function nearestSeries(asked: AskedSeries, stored: readonly StoredName[]): StoredName[] {
  const symbol = asked.symbol.toUpperCase();
  const distanceOf = (series: StoredName) => {
    if (series.symbol === asked.symbol) return -1;
    return isSameMarket(series.symbol, symbol) ? 0 : leven(series.symbol.toUpperCase(), symbol);
  };
  const differencesOf = ({ exchange, interval }: StoredName) =>
    2 * Number(exchange !== (asked.exchange ?? '')) + Number(interval !== asked.interval);
  const first = symbol.charAt(0);
  const beginsAlike = (series: StoredName) => series.symbol.charAt(0).toUpperCase() === first;
  const compared =
    stored.length > COMPARED
      ? [...stored.filter(beginsAlike), ...stored.filter((series) => !beginsAlike(series))].slice(0, COMPARED)
      : stored;
  return compared
    .map((series) => ({ series, distance: distanceOf(series), differences: differencesOf(series) }))
    .sort((one, other) => one.distance - other.distance || one.differences - other.differences)
    .slice(0, NEAREST)
    .map(({ series }) => series);
}

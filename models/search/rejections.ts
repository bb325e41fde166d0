import { INTERVALS, type EpochMs, type Interval } from '@detective/data';
import { kupiec } from '../evaluate/kupiec.ts';

/** How many alert rates Kupiec's test rejects at 5 %, and of how many. */
export interface Rejections {
  rejected: number;
  of: number;
}

/** A candle that has a score. */
export interface RatedCandle {
  openTime: EpochMs;
  isAlert: boolean;
}

/** What came of a rate: alerts in all, and whether that is too far from it, in all and in single years. */
export interface RateFigures {
  alerts: number;
  whole: Rejections;
  years: Rejections;
}

const HALF_A_YEAR = 26 * INTERVALS['1w'];
const DOUBTFUL = 0.05;

const yearOf = ({ openTime }: RatedCandle): number => new Date(openTime).getUTCFullYear();

/** Tests a rate of alerts a candle over a whole series, and in each of its calendar years of which half or more is there. */
export function testRate(candles: readonly RatedCandle[], rate: number, interval: Interval): RateFigures {
  const alertsOf = (some: readonly RatedCandle[]): number => some.filter(({ isAlert }) => isAlert).length;
  const isRejected = (some: readonly RatedCandle[]): boolean =>
    kupiec(some.length, alertsOf(some), rate).pValue < DOUBTFUL;
  const years = [...new Set(candles.map(yearOf))]
    .map((year) => candles.filter((candle) => yearOf(candle) === year))
    .filter((some) => some.length * INTERVALS[interval] >= HALF_A_YEAR);
  return {
    alerts: alertsOf(candles),
    whole: { rejected: Number(isRejected(candles)), of: 1 },
    years: { rejected: years.filter(isRejected).length, of: years.length },
  };
}

/** Of several together. */
export const allRejections = (some: readonly Rejections[]): Rejections => ({
  rejected: some.reduce((sum, { rejected }) => sum + rejected, 0),
  of: some.reduce((sum, one) => sum + one.of, 0),
});

import { INTERVALS, type EpochMs, type Interval } from '@detective/data';
import { quarterOf } from '../evaluate/alert-rates.ts';
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

/** What came of a rate: alerts in all, whether that is too far from it, in all and in single years, and single quarters. */
export interface RateFigures {
  alerts: number;
  whole: Rejections;
  years: Rejections;
  /** Of each quarter that is there as good as whole, the alerts that came as a share of those asked for. */
  quarters: number[];
}

const HALF_A_YEAR = 26 * INTERVALS['1w'];
const TEN_WEEKS = 10 * INTERVALS['1w'];
const DOUBTFUL = 0.05;

interface Period {
  candles: number;
  alerts: number;
}

/** The candles of each period that `nameOf` names, as far as so much of it is there. */
function periodsOf(
  candles: readonly RatedCandle[],
  nameOf: (openTime: EpochMs) => string,
  least: number,
): Period[] {
  const periods = new Map<string, Period>();
  for (const { openTime, isAlert } of candles) {
    const name = nameOf(openTime);
    const period = periods.get(name) ?? { candles: 0, alerts: 0 };
    periods.set(name, { candles: period.candles + 1, alerts: period.alerts + Number(isAlert) });
  }
  return [...periods.values()].filter((period) => period.candles >= least);
}

const yearOf = (openTime: EpochMs): string => String(new Date(openTime).getUTCFullYear());

/**
 * Tests a rate of alerts a candle over a whole series, and in each of its calendar years of which half or more is there; and
 * counts the alerts of its quarters.
 */
export function testRate(candles: readonly RatedCandle[], rate: number, interval: Interval): RateFigures {
  const length = INTERVALS[interval];
  const alerts = candles.filter(({ isAlert }) => isAlert).length;
  const isRejected = (some: Period): boolean => kupiec(some.candles, some.alerts, rate).pValue < DOUBTFUL;
  const years = periodsOf(candles, yearOf, HALF_A_YEAR / length);
  return {
    alerts,
    whole: { rejected: Number(isRejected({ candles: candles.length, alerts })), of: 1 },
    years: { rejected: years.filter(isRejected).length, of: years.length },
    quarters: periodsOf(candles, quarterOf, TEN_WEEKS / length).map(
      (quarter) => quarter.alerts / (quarter.candles * rate),
    ),
  };
}

/** Of several together. */
export const allRejections = (some: readonly Rejections[]): Rejections => ({
  rejected: some.reduce((sum, { rejected }) => sum + rejected, 0),
  of: some.reduce((sum, one) => sum + one.of, 0),
});

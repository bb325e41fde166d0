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

/** Tests a rate of alerts a candle over a whole series, and in each of its calendar years of which half or more is there. */
export function testRate(candles: readonly RatedCandle[], rate: number, interval: Interval): RateFigures {
  const years = new Map<number, { candles: number; alerts: number }>();
  let alerts = 0;
  for (const { openTime, isAlert } of candles) {
    const name = new Date(openTime).getUTCFullYear();
    const year = years.get(name) ?? { candles: 0, alerts: 0 };
    years.set(name, { candles: year.candles + 1, alerts: year.alerts + Number(isAlert) });
    alerts += Number(isAlert);
  }
  const isRejected = (some: { candles: number; alerts: number }): boolean =>
    kupiec(some.candles, some.alerts, rate).pValue < DOUBTFUL;
  const long = [...years.values()].filter((year) => year.candles * INTERVALS[interval] >= HALF_A_YEAR);
  return {
    alerts,
    whole: { rejected: Number(isRejected({ candles: candles.length, alerts })), of: 1 },
    years: { rejected: long.filter(isRejected).length, of: long.length },
  };
}

/** Of several together. */
export const allRejections = (some: readonly Rejections[]): Rejections => ({
  rejected: some.reduce((sum, { rejected }) => sum + rejected, 0),
  of: some.reduce((sum, one) => sum + one.of, 0),
});

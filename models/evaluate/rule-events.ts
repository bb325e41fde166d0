import { INTERVALS, type EpochMs, type Interval, type Ohlcv } from '@detective/data';

/** Rules by which anybody can name the largest events of a series, without knowing any method. */
export const EVENT_RULES = ['return', 'return / volatility', 'range', 'range / volatility'] as const;
export type EventRule = (typeof EVENT_RULES)[number];

const MONTH = 30 * INTERVALS['1d'];
const APART = 6 * INTERVALS['1h'];
const WEEK = 7 * INTERVALS['1d'];

/** Standard deviation of the returns of the 30 days before each candle; NaN where there are fewer than 48 of them. */
function volatilities(candles: readonly Ohlcv[], returns: readonly number[], interval: Interval): number[] {
  const window = Math.round(MONTH / INTERVALS[interval]);
  let sum = 0;
  return candles.map((_, index) => {
    const [newest, oldest] = [returns[index - 1] ?? 0, returns[index - 1 - window] ?? 0];
    sum += newest ** 2 - oldest ** 2;
    const count = Math.min(index, window);
    return count < 48 ? Number.NaN : Math.max(Math.sqrt(Math.max(sum, 0) / count), 1e-6);
  });
}

/**
 * Open times of the largest candles of a range by each rule, at least six hours (and a candle) apart: half as many as the range has weeks.
 * The range of a candle includes the way from the last close.
 */
export function ruleEvents(
  candles: readonly Ohlcv[],
  isInRange: (candle: Ohlcv, index: number) => boolean,
  interval: Interval,
): Record<EventRule, EpochMs[]> {
  const last = (index: number): number => candles[index - 1]?.close ?? candles[index]?.open ?? 1;
  const returns = candles.map(({ close }, index) => Math.abs(Math.log(close / last(index))));
  const ranges = candles.map(({ high, low }, index) =>
    Math.log(Math.max(high, last(index)) / Math.min(low, last(index))),
  );
  const volatility = volatilities(candles, returns, interval);
  const within = candles.flatMap((candle, index) => (isInRange(candle, index) ? [index] : []));
  const count = Math.round((within.length * INTERVALS[interval]) / WEEK / 2);
  const largest = (value: (index: number) => number): EpochMs[] => {
    const found: EpochMs[] = [];
    const ranked = within.filter((index) => !Number.isNaN(value(index)));
    for (const index of ranked.sort((a, b) => value(b) - value(a))) {
      if (found.length >= count) break;
      const time = (candles[index] as Ohlcv).openTime;
      if (found.every((other) => Math.abs(other - time) >= Math.max(APART, 2 * INTERVALS[interval])))
        found.push(time);
    }
    return found;
  };
  const at = (values: readonly number[], index: number): number => values[index] ?? Number.NaN;
  return {
    return: largest((index) => at(returns, index)),
    'return / volatility': largest((index) => at(returns, index) / at(volatility, index)),
    range: largest((index) => at(ranges, index)),
    'range / volatility': largest((index) => at(ranges, index) / at(volatility, index)),
  };
}

/** Whether each event has an alert in its candle or one of the two after it. */
export const eventsCaught = (
  events: readonly EpochMs[],
  isAlertAt: (openTime: EpochMs) => boolean,
  interval: Interval,
): boolean[] =>
  events.map((time) => [0, 1, 2].some((later) => isAlertAt(time + later * INTERVALS[interval])));

/** Share of the events that were caught, the mean of the rules; null where a rule names none. */
export function meanRecall(
  events: Record<EventRule, readonly EpochMs[]>,
  isAlertAt: (openTime: EpochMs) => boolean,
  interval: Interval,
): number | null {
  if (EVENT_RULES.some((rule) => events[rule].length === 0)) return null;
  const recalls = EVENT_RULES.map((rule) => {
    const caught = eventsCaught(events[rule], isAlertAt, interval);
    return caught.filter(Boolean).length / caught.length;
  });
  return recalls.reduce((sum, value) => sum + value, 0) / recalls.length;
}

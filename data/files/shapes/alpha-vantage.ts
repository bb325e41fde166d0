import type { Shape } from './shape.ts';

/** Alpha Vantage's weeks and months: the date is the last day with trades, of the newest one that of the answer. */
export const alphaVantageWeeks: Shape = {
  name: 'Alpha Vantage weeks or months',
  exchange: null,
  header: { has: ['last day of the bar'] },
  refused:
    'is a weekly or monthly series of Alpha Vantage, whose dates are the last days of its bars; take the daily one, with --interval 1w for weeks',
};

import type { Shape } from './shape.ts';
import { yahoo } from './yahoo.ts';

/** Yahoo's history as yfinance for Python saves it: two levels of columns, and an index of days or of times. */
const yfinanceBy = (index: string): Shape => ({
  name: 'yfinance download',
  exchange: null,
  header: { has: [`price ${index}`, 'volume'] },
  roles: { time: `price ${index}` },
  ...(yahoo.asks && { asks: yahoo.asks }),
});

export const yfinanceDays = yfinanceBy('date');
export const yfinanceTimes = yfinanceBy('datetime');

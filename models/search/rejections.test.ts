import { INTERVALS } from '@detective/data';
import { expect, it } from 'vitest';
import { allRejections, testRate, type RatedCandle } from './rejections.ts';

/** Two years and three months of days, every tenth of them an alert but in the first year. */
const days = Array.from({ length: 820 }, (_, day): RatedCandle => {
  const openTime = Date.UTC(2018, 0, 1) + day * INTERVALS['1d'];
  return { openTime, isAlert: day >= 365 && day % 10 === 0 };
});

it('a rate is tested over the whole series and in each year that is there by half', () => {
  const { alerts, whole, years } = testRate(days, 0.1, '1d');
  expect(alerts).toBe(45);
  expect(whole).toEqual({ rejected: 1, of: 1 });
  // No alert in 2018 is too few, 2019 has as many as asked for, and of 2020 there is too little.
  expect(years).toEqual({ rejected: 1, of: 2 });
  expect(testRate(days, 45 / 820, '1d').whole.rejected).toBe(0);
  expect(allRejections([whole, years])).toEqual({ rejected: 2, of: 3 });
});

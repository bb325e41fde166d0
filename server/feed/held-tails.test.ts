import type { Detection } from '@detective/schema';
import { expect, it } from 'vitest';
import { HeldTails } from './held-tails.ts';
import { SeriesTail } from './series-tail.ts';

const HOUR = 3_600_000;

const seriesOf = (name: string) => {
  const tail = new SeriesTail(() => Promise.resolve([]), -Infinity);
  return { ...{ exchange: 'kraken', symbol: name, interval: '1h', name }, tail };
};

const page = (count: number, from = 0) =>
  Array.from({ length: count }, (_, index) => ({ openTime: new Date((from + index) * HOUR) }) as Detection);

it('lets go of the series with the oldest news when there is too much in memory', () => {
  const held = new HeldTails();
  const all = Array.from({ length: 25 }, (_, index) => seriesOf(`S${index}`));
  for (const series of all) {
    series.tail.append(page(2_000));
    held.add(series);
  }
  expect(all.map(({ tail }) => tail.length)).toEqual(all.map(() => 2_000));
  // The first one has news again, and is the newest now.
  all[0]?.tail.append(page(1, 2_000));
  if (all[0]) held.add(all[0]);
  const last = seriesOf('last');
  last.tail.append(page(1));
  held.add(last);
  expect(all.map(({ tail }) => tail.length)).toEqual([2_000, 0, ...all.slice(2).map(() => 2_000)]);
  expect(last.tail.length).toBe(1);
});

import { expect, it } from 'vitest';
import { measuresOf } from './measures.ts';

it('adds up views that look at the same thing, the largest first, and leaves out what gave nothing', () => {
  const contributions = [
    { view: 'volume', fraction: 0.4 },
    { view: 'excursion', fraction: 0.25 },
    { view: 'long excursion', fraction: 0.19 },
    { view: 'long jump', fraction: 0.15 },
    { view: 'forecast', fraction: 0.01 },
    { view: 'drift', fraction: 0 },
    { view: 'jump', fraction: 0.001 },
  ];
  const measures = measuresOf(contributions).map(
    ({ name, fraction }) => `${name} ${Math.round(100 * fraction)} %`,
  );
  expect(measures).toEqual(['price 45 %', 'volume 40 %', 'close 15 %']);
});

it('calls a view that this page does not know by its own name', () => {
  expect(measuresOf([{ view: 'order flow', fraction: 1 }])).toEqual([{ name: 'order flow', fraction: 1 }]);
});

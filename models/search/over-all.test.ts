import { describe, expect, it } from 'vitest';
import { bestRivals, overAll } from './over-all.ts';
import type { SearchResult } from './search-series.ts';

const result = (
  name: string,
  recall: (number | null)[],
  caught = 1,
  area = 1,
  isRival = false,
): SearchResult => ({
  name,
  isRival,
  recall,
  recallOfAsMany: recall.map((share) => share && share / 2),
  known: [caught, caught - 1],
  alertsPerWeek: [caught / 4, caught / 8],
  whole: { rejected: 1, of: 4 },
  years: { rejected: caught, of: 8 },
  quarters: [1],
  area,
  found: [{ kind: 'crash', injected: 12, found: caught }],
});

describe('the table of all series', () => {
  it('has means of recalls and areas, and sums of what was found and rejected', () => {
    const series = [[result('one', [0.5, 0.25], 3, 0.25)], [result('one', [1, 0.75], 5, 0.75)]];
    expect(overAll(series)).toEqual([
      {
        name: 'one',
        isRival: false,
        recall: [0.75, 0.5],
        recallOfAsMany: [0.375, 0.25],
        known: [8, 6],
        alertsPerWeek: [1, 0.5],
        whole: { rejected: 2, of: 8 },
        years: { rejected: 8, of: 16 },
        quarters: [1, 1],
        area: 0.5,
        found: [{ kind: 'crash', injected: 24, found: 8 }],
      },
    ]);
  });

  it('leaves a mean open that a series has no figure for', () => {
    const series = [[result('one', [0.5, null])], [result('one', [1, 1])]];
    expect(overAll(series)[0]?.recall).toEqual([0.75, null]);
  });

  it('leaves out a method that a series has nothing of', () => {
    const [one, two] = [result('one', [1, 1]), result('two', [1, 1])];
    expect(overAll([[one, two], [two]]).map(({ name }) => name)).toEqual(['two']);
  });
});

it('the best rival of each series may be another one in each, and is no candidate', () => {
  const rival = (name: string, recall: (number | null)[]) => result(name, recall, 1, 1, true);
  const series = [
    [rival('a', [0.5, 0.1]), rival('b', [0.25, 0.3]), result('one', [1, 1])],
    [rival('a', [0.5, 0.2]), rival('b', [0.75, 0.1]), result('one', [1, 1])],
  ];
  expect(bestRivals(series, ({ recall }) => recall)).toEqual([0.625, 0.25]);
  const open = [[rival('a', [0.5, null]), rival('b', [1, 1])]];
  expect(bestRivals(open, ({ recall }) => recall)).toEqual([1, null]);
});

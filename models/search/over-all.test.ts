import { describe, expect, it } from 'vitest';
import { overAll } from './over-all.ts';
import type { SearchResult } from './search-series.ts';

const result = (name: string, recall: (number | null)[], caught: number, area: number): SearchResult => ({
  name,
  recall,
  known: [caught, caught - 1],
  alertsPerWeek: [caught / 4, caught / 8],
  area,
  found: [{ kind: 'crash', injected: 12, found: caught }],
});

describe('the table of all series', () => {
  it('has means of recalls and areas, and sums of what was found', () => {
    const series = [[result('one', [0.5, 0.25], 3, 0.25)], [result('one', [1, 0.75], 5, 0.75)]];
    expect(overAll(series)).toEqual([
      {
        name: 'one',
        recall: [0.75, 0.5],
        known: [8, 6],
        alertsPerWeek: [1, 0.5],
        area: 0.5,
        found: [{ kind: 'crash', injected: 24, found: 8 }],
      },
    ]);
  });

  it('leaves a mean open that a series has no figure for', () => {
    const series = [[result('one', [0.5, null], 1, 1)], [result('one', [1, 1], 1, 1)]];
    expect(overAll(series)[0]?.recall).toEqual([0.75, null]);
  });

  it('leaves out a method that a series has nothing of', () => {
    const [one, two] = [result('one', [1, 1], 1, 1), result('two', [1, 1], 1, 1)];
    expect(overAll([[one, two], [two]]).map(({ name }) => name)).toEqual(['two']);
  });
});

import { describe, expect, it } from 'vitest';
import { rowsOf } from './rows-of.ts';
import { toMarks } from './rare-mark.ts';

describe('what comes by columns', () => {
  it('becomes a mark for each time; what has no kind would be an anomaly at a larger budget only', () => {
    const marks = toMarks({
      openTimesMs: [1, 2, 3],
      returnPeriodHours: [40, null, 900],
      kinds: [null, 'FEED_GAP', 'PRICE_CRASH'],
      verdicts: [null, null, 'REAL'],
    });
    expect(marks).toEqual([
      { openTime: 1, returnPeriodHours: 40, kind: null, isAnomaly: false, verdict: null },
      { openTime: 2, returnPeriodHours: null, kind: 'FEED_GAP', isAnomaly: true, verdict: null },
      { openTime: 3, returnPeriodHours: 900, kind: 'PRICE_CRASH', isAnomaly: true, verdict: 'REAL' },
    ]);
  });

  it('becomes rows', () => {
    expect(rowsOf({ openTime: [1, 2], volume: [5, null] })).toEqual([
      { openTime: 1, volume: 5 },
      { openTime: 2, volume: null },
    ]);
    expect(rowsOf({ openTime: [] })).toEqual([]);
  });
});

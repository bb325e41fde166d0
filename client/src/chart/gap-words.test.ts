import { describe, expect, it } from 'vitest';
import { DetectionLog } from '../detections/detection-log.ts';
import { gapWords } from './gap-words.ts';

const HOUR = 3_600_000;
const at = (day: number, hour: number) => Date.UTC(2021, 1, day, hour);
const log = new DetectionLog([at(1, 10), at(1, 11), at(5, 6), at(5, 7)].map((openTime) => ({ openTime })));
const words = (from: number, to: number) => gapWords(log, { from, to }, HOUR);

describe('of a time without a candle it is said', () => {
  it('between which candles it lies', () => {
    expect(words(at(3, 0), at(4, 0))).toBe(
      'No candle from Wed 3 Feb 2021 00:00 to Thu 4 Feb 2021 00:00 UTC: the one of Mon 1 Feb 2021 11:00 is followed by that of Fri 5 Feb 2021 06:00.',
    );
    expect(words(at(3, 0), at(3, 0) + 1)).toMatch(/^No candle at Wed 3 Feb 2021 00:00 UTC: the one/);
  });

  it('where the series begins and ends', () => {
    expect(words(at(1, 0), at(1, 5))).toMatch(/the first of this series is from Mon 1 Feb 2021 10:00\.$/);
    expect(words(at(6, 0), at(6, 5))).toMatch(/the newest is from Fri 5 Feb 2021 07:00\.$/);
  });

  it('nothing where there is a candle, also in the middle of one', () => {
    expect(words(at(1, 0), at(2, 0))).toBeNull();
    expect(words(at(5, 7) + HOUR / 2, at(5, 7) + HOUR / 2 + 1)).toBeNull();
  });
});

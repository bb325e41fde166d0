import { describe, expect, it } from 'vitest';
import type { BoardRow, LaneAnomaly } from './board-row.ts';
import { coincidenceAt, hitsByPart, isHit, largestCoincidences, partOf } from './coincidences.ts';

const HOUR = 3_600_000;
const START = Date.UTC(2021, 4, 1);
/** An hour for each part. */
const RANGE = { from: START, to: START + 250 * HOUR };

const anomaly = (hour: number, returnPeriodHours = 200): LaneAnomaly => ({
  openTime: START + hour * HOUR,
  returnPeriodHours,
  kind: 'PRICE_CRASH',
  count: 1,
});
const row = (interval: string, ...anomalies: LaneAnomaly[]): BoardRow => ({
  name: `BTC/USD@${interval}`,
  key: { exchange: '', symbol: 'BTC/USD', interval },
  lastOpenTime: START,
  warmUpRemaining: 0,
  overdueSince: null,
  lastClose: null,
  recentCloses: [],
  newestIncident: null,
  anomalies,
});

const ROWS = [
  row('1h', anomaly(10), anomaly(40), anomaly(41)),
  row('1h', anomaly(10, 900), anomaly(200)),
  row('1d', anomaly(24)),
];

describe('what hit many series at once', () => {
  it('counts a series in each part that an anomalous candle of it reaches over, and once', () => {
    const hits = hitsByPart(ROWS, RANGE);
    expect([9, 10, 11, 23, 24, 40, 47, 48, 200].map((part) => hits[part])).toEqual([
      ...[0, 2, 0, 0, 1, 2, 1, 0, 1],
    ]);
    const twice = hitsByPart([row('4h', anomaly(0), anomaly(2))], RANGE);
    expect(twice.slice(0, 7)).toEqual([1, 1, 1, 1, 1, 1, 0]);
  });

  it('is named by the rarest of its anomalies, and the times at which most were hit come first', () => {
    const [first, second, ...others] = largestCoincidences(ROWS, RANGE, hitsByPart(ROWS, RANGE), 3);
    expect(first).toEqual({
      ...{ from: START + 10 * HOUR, to: START + 11 * HOUR },
      ...{ seriesCount: 2, at: START + 10 * HOUR },
    });
    expect(second?.seriesCount).toBe(2);
    expect(others).toEqual([]);
    expect(coincidenceAt(ROWS, RANGE, 60)).toBeNull();
  });

  it('shows which series were hit', () => {
    const at = (hour: number) => ({ from: START + hour * HOUR, to: START + (hour + 1) * HOUR });
    expect(ROWS.map((one) => isHit(one, at(40)))).toEqual([true, false, true]);
    expect(ROWS.map((one) => isHit(one, at(48)))).toEqual([false, false, false]);
  });

  it('leaves out what lies outside of the range', () => {
    expect(hitsByPart([row('1h', anomaly(-3), anomaly(250))], RANGE).every((hit) => hit === 0)).toBe(true);
    expect([partOf(START - 1, RANGE), partOf(START + 250 * HOUR, RANGE)]).toEqual([-1, 250]);
  });
});

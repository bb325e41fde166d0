import { describe, expect, it } from 'vitest';
import type { PageRequest } from './detection-pages.ts';
import { DetectionRanges } from './detection-ranges.ts';
import type { DetectionRow } from './detection-row.ts';
import { useHistory } from './use-history.ts';

const HOUR = 3_600_000;
const rowAt = (hour: number) => ({ openTime: hour * HOUR }) as DetectionRow;
const span = (from: number, to: number) => ({ from: from * HOUR, to: to * HOUR });

/** A series that has these hours, answered page by page as the server does. */
function historyOf(hours: readonly number[]) {
  const requests: PageRequest[] = [];
  const ranges = new DetectionRanges<DetectionRow>({ onChange: () => {}, onRegrouped: () => {} });
  const read = async (request: PageRequest) => {
    requests.push(request);
    const { limit, before = Infinity, from } = request;
    const within = hours.filter((hour) => hour * HOUR < before && hour * HOUR >= (from ?? -Infinity));
    return (from === undefined ? within.slice(-limit) : within.slice(0, limit)).map(rowAt);
  };
  ranges.addNewest(hours.slice(-1_500).map(rowAt));
  return { ranges, requests, ...useHistory(ranges, read, HOUR) };
}

const whole = (count: number) => Array.from({ length: count }, (_, hour) => hour);

describe('the history of a series', () => {
  it('loads what a link far back shows and some on both sides, not all between', async () => {
    const { ranges, requests, showRange } = historyOf(whole(100_000));
    expect(await showRange(span(20_000, 20_048))).toBe(true);
    expect(requests).toHaveLength(2);
    expect(ranges.shown.oldest).toEqual(rowAt(19_500));
    expect(ranges.shown.newest).toEqual(rowAt(20_547));
    await showRange(span(20_100, 20_101));
    expect(requests).toHaveLength(2);
  });

  it('loads whole what is longer than a page, at most what a screen can show', async () => {
    const { ranges, requests, showRange } = historyOf(whole(100_000));
    await showRange(span(20_000, 23_000));
    expect(ranges.shown.newest?.openTime).toBeGreaterThanOrEqual(23_000 * HOUR);
    await showRange(span(0, 60_000));
    expect(ranges.shown.rows.length).toBeLessThan(9_000);
    expect(ranges.shown.newest?.openTime).toBeGreaterThanOrEqual(59_999 * HOUR);
    expect(requests.length).toBeLessThan(20);
  });

  it('shows the newest of a range that goes on into the future', async () => {
    const { ranges, requests, showRange } = historyOf(whole(10_000));
    await showRange(span(6_000, 900_000));
    expect(ranges.shown.find(6_000 * HOUR)).toBeDefined();
    expect(ranges.shown.newest).toEqual(rowAt(9_999));
    expect(requests.length).toBeLessThan(8);
  });

  it('reaches what is near page by page, in one piece with the newest candles', async () => {
    const { ranges, showRange } = historyOf(whole(10_000));
    await showRange(span(7_500, 7_501));
    expect(ranges.shown).toBe(ranges.head);
    expect(ranges.head.oldest?.openTime).toBeLessThan(7_300 * HOUR);
  });

  it('shows the candles on both sides of a link into a gap', async () => {
    const hours = whole(100_000).filter((hour) => hour < 20_000 || hour > 30_000);
    const { ranges, showRange } = historyOf(hours);
    await showRange(span(25_000, 25_048));
    const { rows } = ranges.shown;
    expect(rows.filter(({ openTime }) => openTime < 20_000 * HOUR)).toHaveLength(500);
    expect(rows.filter(({ openTime }) => openTime > 30_000 * HOUR).length).toBeGreaterThanOrEqual(500);
  });

  it('knows where a series begins, and asks for nothing before', async () => {
    const { ranges, requests, showRange, loadEarlier } = historyOf(whole(100_000));
    await showRange(span(100, 148));
    expect(ranges.shown.isComplete).toBe(true);
    requests.length = 0;
    await loadEarlier();
    expect(requests).toEqual([]);
  });

  it('pans on from there until it meets the newest candles', async () => {
    const { ranges, showRange, loadLater } = historyOf(whole(20_000));
    await showRange(span(5_000, 5_001));
    for (let page = 0; page < 30 && ranges.shown !== ranges.head; page++) await loadLater();
    expect(ranges.shown).toBe(ranges.head);
    expect(ranges.head.rows.at(0)?.openTime).toBe(4_500 * HOUR);
    expect(ranges.head.rows).toHaveLength(15_500);
  });

  it('goes only where the last of several asked', async () => {
    const { ranges, showRange, callOff } = historyOf(whole(100_000));
    const [first, second] = await Promise.all([
      showRange(span(10_000, 10_001)),
      showRange(span(50_000, 50_001)),
    ]);
    expect([first, second]).toEqual([false, true]);
    expect(ranges.shown.find(50_000 * HOUR)).toBeDefined();
    ranges.showHead();
    const left = showRange(span(10_000, 10_001));
    callOff();
    expect(await left).toBe(false);
    expect(ranges.shown).toBe(ranges.head);
  });
});

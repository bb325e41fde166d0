import { expect, it } from 'vitest';
import { axisTicks } from './axis-ticks.ts';
import { boardState } from './board-state.ts';
import { LANE_HEIGHT, lanePaths, nearestAnomaly } from './lane-path.ts';

const HOUR = 3_600_000;
const DAY = 24 * HOUR;
const NOW = Date.UTC(2021, 4, 19, 12, 20);

const state = (given: object, watch?: { state: 'LIVE' | 'FAILING' }) =>
  boardState(
    {
      name: '',
      key: { exchange: '', symbol: 'BTC/USD', interval: '1h' },
      lastOpenTime: NOW - 80 * 60_000,
      warmUpRemaining: 0,
      overdueSince: null,
      lastClose: null,
      recentCloses: [],
      newestIncident: null,
      anomalies: [],
      ...given,
    },
    watch,
    NOW,
  ).text;

it('says how a series is doing, what is wrong before all', () => {
  expect(state({})).toBe('Live');
  expect(state({ overdueSince: NOW - 20 * 60_000 })).toBe('Overdue since 12:00');
  expect(state({ overdueSince: NOW }, { state: 'FAILING' })).toBe('Exchange fails');
  expect(state({ warmUpRemaining: 30 }, { state: 'LIVE' })).toBe('Warming up, 30 to go');
  expect(state({ lastOpenTime: NOW - 5 * DAY })).toBe('Until 14 May 2021');
  expect(state({ lastOpenTime: NOW - 5 * DAY }, { state: 'LIVE' })).toBe('Live');
});

it('names an axis by hours, days, months or years, however long it is', () => {
  const from = Date.UTC(2021, 0, 20, 5);
  const texts = (ms: number) => axisTicks({ from, to: from + ms }, 6).map(({ text }) => text);
  expect(texts(18 * HOUR)).toEqual(['06:00', '09:00', '12:00', '15:00', '18:00', '21:00']);
  expect(texts(DAY)).toEqual(['06:00', '12:00', '18:00', '21 Jan']);
  expect(texts(30 * DAY)).toEqual(['21 Jan', '28 Jan', '4 Feb', '11 Feb', '18 Feb']);
  expect(texts(365 * DAY)).toEqual(['Apr 2021', 'Jul 2021', 'Oct 2021', 'Jan 2022']);
  expect(texts(6 * 365 * DAY)).toEqual(['2022', '2023', '2024', '2025', '2026', '2027']);
});

it('draws the rarer anomaly higher, and finds the one that is pointed at', () => {
  const range = { from: NOW, to: NOW + 250 * HOUR };
  const at = (hour: number, returnPeriodHours: number) => ({
    ...{ openTime: NOW + hour * HOUR, returnPeriodHours },
    ...{ kind: 'PRICE_CRASH' as const, count: 1 },
  });
  const anomalies = [at(3, 168), at(9, 1e6)];
  expect(lanePaths(anomalies, range).get('PRICE_CRASH')).toBe(
    `M3 ${LANE_HEIGHT}v-7h1.5v7zM9 ${LANE_HEIGHT}v-${LANE_HEIGHT}h1.5v${LANE_HEIGHT}z`,
  );
  expect(nearestAnomaly(anomalies, NOW + 8 * HOUR, 2 * HOUR)).toBe(anomalies[1]);
  expect(nearestAnomaly(anomalies, NOW + 6 * HOUR, 2 * HOUR)).toBeNull();
});

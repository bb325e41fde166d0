import { expect, it } from 'vitest';
import type { DetectionRow } from '../detections/detection-row.ts';
import { alertNote } from './alert-note.ts';

const HOUR = 3_600_000;
const START = Date.UTC(2021, 4, 19);
const anomaly = (hour: number, returnPeriodHours: number | null, ...kinds: DetectionRow['kinds']) =>
  ({ openTime: START + hour * HOUR, returnPeriodHours, kinds, reason: `Reason ${hour}.` }) as DetectionRow;

it('names one anomaly with its rarity and its reason', () => {
  expect(alertNote('BTC/USD', [anomaly(12, 216, 'PRICE_CRASH', 'VOLUME_SURGE')])).toEqual({
    title: 'BTC/USD: Price crash, Volume surge, about every 9 days',
    body: 'Reason 12.',
    openTime: START + 12 * HOUR,
  });
});

it('sums up many, and names and leads to the rarest of them', () => {
  const many = [
    anomaly(1, 200, 'PRICE_JUMP'),
    anomaly(2, 50_000, 'PRICE_CRASH'),
    anomaly(9, null, 'FEED_GAP'),
  ];
  expect(alertNote('BTC/USD', many)).toEqual({
    title: 'BTC/USD: 3 anomalies',
    body: 'Wed 19 May 2021 01:00 to Wed 19 May 2021 09:00 UTC. The rarest: Price crash, about every 6 years. Reason 2.',
    openTime: START + 2 * HOUR,
  });
});

it('says nothing of nothing', () => {
  expect(alertNote('BTC/USD', [])).toBeNull();
});

import fc from 'fast-check';
import { expect, it } from 'vitest';
import type { DetectionRow } from '../detections/detection-row.ts';
import { AnomalyLog } from './anomaly-log.ts';

/** Every third candle is an anomaly. */
const candles = (from: number, before: number) =>
  Array.from(
    { length: Math.max(0, before - from) },
    (_, index) => ({ openTime: from + index, isAnomaly: (from + index) % 3 === 0 }) as DetectionRow,
  );
const times = (rows: readonly DetectionRow[]) => rows.map(({ openTime }) => openTime);

it('knows all anomalies from the first candle on that it was told', () => {
  const log = new AnomalyLog();
  expect(log.since).toBe(Infinity);
  log.append(candles(100, 110));
  expect(log.since).toBe(100);
  expect(times(log.rows)).toEqual([102, 105, 108]);
  expect(log.prepend(candles(90, 100), 90, 100)).toBe(true);
  expect([log.since, log.rows.length]).toEqual([90, 7]);
});

it('takes no range that would leave a hole, as after it has let the earliest go', () => {
  const log = new AnomalyLog();
  log.append(candles(100, 130));
  log.keepNewest(3);
  expect(log.since).toBe(123);
  expect(log.prepend(candles(80, 100), 80, 100)).toBe(false);
  expect(times(log.rows)).toEqual([123, 126, 129]);
  expect(log.prepend(candles(101, 123), 101, 123)).toBe(true);
  expect(times(log.rows)[0]).toBe(102);
});

it('never has a hole, whatever comes in whatever order', () => {
  const step = fc.record({ kind: fc.constantFrom('live', 'page', 'late page', 'trim'), size: fc.nat(40) });
  fc.assert(
    fc.property(fc.array(step, { maxLength: 40 }), (steps) => {
      const log = new AnomalyLog();
      let newest = 1_000;
      let asked = newest;
      for (const { kind, size } of steps) {
        if (kind === 'live') log.append(candles(newest, (newest += size)));
        if (kind === 'trim') log.keepNewest(size);
        if (kind === 'page' && Number.isFinite(log.since)) asked = log.since;
        if (kind.endsWith('page')) log.prepend(candles(asked - size, asked), asked - size, asked);
        const all = candles(Math.max(0, Math.min(log.since, newest)), newest);
        expect(times(log.rows)).toEqual(times(all.filter(({ isAnomaly }) => isAnomaly)));
      }
    }),
  );
});

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { DetectionLog } from './detection-log.ts';

const HOUR = 3_600_000;
const row = (hour: number) => ({ openTime: hour * HOUR, name: `hour ${hour}` });
const hours = (from: number, to: number) =>
  Array.from({ length: to - from }, (_, index) => row(from + index));
const names = (log: DetectionLog<ReturnType<typeof row>>) => log.rows.map(({ name }) => name);

describe('the detection log', () => {
  it('holds the same rows whatever the interleaving and overlap of pages and live events', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 0, max: 120 }).chain((count) =>
          fc.record({
            count: fc.constant(count),
            batches: fc.array(
              fc
                .subarray(hours(0, count))
                .chain((batch) => fc.shuffledSubarray(batch, { minLength: batch.length })),
              {
                maxLength: 12,
              },
            ),
            cuts: fc.array(fc.integer({ min: 0, max: count }), { maxLength: 6 }),
          }),
        ),
        fc.nat(),
        ({ count, batches, cuts }, seed) => {
          const edges = [0, ...cuts, count].sort((a, b) => a - b);
          const pages = edges.slice(1).map((to, index) => hours(edges[index] ?? 0, to));
          const all = [...batches, ...pages].sort(
            (a, b) => (((a.length + 1) * seed) % 7) - (((b.length + 1) * seed) % 7),
          );
          const log = new DetectionLog<ReturnType<typeof row>>();
          for (const batch of all) log.merge(batch);
          expect(names(log)).toEqual(hours(0, count).map(({ name }) => name));
        },
      ),
    );
  });

  it('reports what is new at the end apart from what was inserted before it', () => {
    const log = new DetectionLog<ReturnType<typeof row>>();
    expect(log.merge(hours(10, 13))).toEqual({
      appended: hours(10, 13),
      insertedEarlier: 0,
      droppedEarliest: 0,
    });
    expect(log.merge([row(14), row(12), row(13), row(8)])).toEqual({
      appended: [row(13), row(14)],
      insertedEarlier: 1,
      droppedEarliest: 0,
    });
    expect(log.merge(hours(8, 15))).toEqual({ appended: [], insertedEarlier: 1, droppedEarliest: 0 });
  });

  it('keeps the judgement it has when the same candle comes again', () => {
    const log = new DetectionLog<ReturnType<typeof row>>();
    log.merge([row(1)]);
    log.merge([{ openTime: HOUR, name: 'again' }]);
    expect(names(log)).toEqual(['hour 1']);
  });

  it('finds a candle by its time and the place of a time between candles', () => {
    const log = new DetectionLog<ReturnType<typeof row>>();
    log.merge([row(1), row(2), row(5)]);
    expect(log.find(2 * HOUR)).toEqual(row(2));
    expect(log.find(3 * HOUR)).toBeUndefined();
    expect(log.indexAtOrAfter(3 * HOUR)).toBe(2);
    expect(log.indexAtOrAfter(9 * HOUR)).toBe(3);
  });

  it('lets the oldest rows go and says how many; what it keeps and what comes later is whole', () => {
    fc.assert(
      fc.property(fc.nat(60), fc.nat(60), fc.nat(20), (count, kept, later) => {
        const log = new DetectionLog<ReturnType<typeof row>>();
        log.merge(hours(0, count));
        const { droppedEarliest } = log.dropEarliest(kept);
        expect(droppedEarliest).toBe(Math.max(0, count - kept));
        log.merge(hours(count, count + later));
        expect(log.rows).toEqual(hours(droppedEarliest, count + later));
      }),
    );
  });

  it('takes what it let go back as pages of history, but no page that would leave a hole', () => {
    const log = new DetectionLog<ReturnType<typeof row>>();
    log.merge(hours(10, 30));
    log.dropEarliest(5);
    // Asked for while the log still began at ten o'clock.
    expect(log.mergeEarlier(hours(0, 10), 10 * HOUR)).toMatchObject({ insertedEarlier: 0 });
    expect(log.rows).toEqual(hours(25, 30));
    expect(log.mergeEarlier(hours(15, 25), 25 * HOUR)).toMatchObject({ insertedEarlier: 10 });
    expect(log.rows).toEqual(hours(15, 30));
  });
});

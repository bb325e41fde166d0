import { Detection } from '@detective/schema';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { SeriesTail } from './series-tail.ts';

/** A log that grows, read as the database is: a page after a mark. */
class Log {
  readonly #rows: Detection[] = [];
  reads = 0;

  grow(count: number): void {
    for (let index = 0; index < count; index++) {
      this.#rows.push(Object.assign(new Detection(), { openTime: new Date(this.#rows.length + 1) }));
    }
  }

  readonly read = (mark: number, limit: number): Promise<Detection[]> => {
    this.reads++;
    return Promise.resolve(this.#rows.filter(({ openTime }) => openTime.getTime() > mark).slice(0, limit));
  };
}

const times = (detections: Detection[]) => detections.map(({ openTime }) => openTime.getTime());

/** As the feed does after a wake-up. */
async function catchUp(tail: SeriesTail, log: Log): Promise<void> {
  tail.append(await log.read(tail.newest, 1_000));
}

/** Page after page, as a follower reads. */
async function everythingAfter(tail: SeriesTail, mark: number): Promise<number[]> {
  const received: number[] = [];
  let page: number[];
  do {
    page = times(await tail.after(received.at(-1) ?? mark));
    received.push(...page);
  } while (page.length > 0);
  return received;
}

describe('a series tail', () => {
  it('gives every follower everything after its mark, however the log grows and however far it lags', async () => {
    const growth = fc.array(fc.integer({ min: 0, max: 60 }), { minLength: 1, maxLength: 20 });
    await fc.assert(
      fc.asyncProperty(
        growth,
        fc.integer({ min: 0, max: 200 }),
        fc.integer({ min: 1, max: 50 }),
        async (steps, mark, capacity) => {
          const log = new Log();
          log.grow(100);
          const tail = new SeriesTail(log.read, 100, capacity);
          let total = 100;
          for (const step of steps) {
            log.grow(step);
            total += step;
            await catchUp(tail, log);
            const expected = Array.from(
              { length: Math.max(0, total - mark) },
              (_, index) => mark + 1 + index,
            );
            expect(await everythingAfter(tail, mark)).toEqual(expected);
          }
        },
      ),
    );
  });

  it('does not read again for a follower that keeps up', async () => {
    const log = new Log();
    const tail = new SeriesTail(log.read, 0);
    log.grow(5);
    await catchUp(tail, log);
    const { reads } = log;
    expect(times(await tail.after(3))).toEqual([4, 5]);
    expect(log.reads).toBe(reads);
  });

  it('that has let go of everything gives what came before and after all the same', async () => {
    const log = new Log();
    const tail = new SeriesTail(log.read, 0);
    log.grow(5);
    await catchUp(tail, log);
    log.grow(2);
    tail.release(7);
    expect(tail.length).toBe(0);
    log.grow(1);
    await catchUp(tail, log);
    expect(await everythingAfter(tail, 2)).toEqual([3, 4, 5, 6, 7, 8]);
  });

  it('gives nothing from the database that it has still to be told of', async () => {
    const log = new Log();
    log.grow(5);
    const tail = new SeriesTail(log.read, 5);
    log.grow(2);
    expect(await everythingAfter(tail, 3)).toEqual([4, 5]);
    await catchUp(tail, log);
    expect(await everythingAfter(tail, 5)).toEqual([6, 7]);
  });
});

import { EMPTY, NEVER, Observable, concat, of, throwError } from 'rxjs';
import { expect, it } from 'vitest';
import { followForever } from './follow-forever.ts';

/** A server that answers each round with the next of these streams, and after them stays silent. */
function follow(streams: Observable<number>[]) {
  const heard: (number | string)[] = [];
  const waits: number[] = [];
  return new Promise<{ heard: typeof heard; waits: number[] }>((resolve) => {
    const following = followForever<number>({
      prepare: async () => void heard.push('prepare'),
      open: () => {
        const next = streams.shift();
        if (next) return next;
        queueMicrotask(() => {
          following.dispose();
          resolve({ heard, waits });
        });
        return NEVER;
      },
      onEvent: (event) => heard.push(event),
      onLost: (error) => heard.push(error instanceof Error ? error.message : 'lost'),
      wait: async (attempt) => void waits.push(attempt),
    });
  });
}

it('begins again after an error and after an end, and prepares each time', async () => {
  const { heard } = await follow([
    concat(
      of(1, 2),
      throwError(() => new Error('cut')),
    ),
    EMPTY,
  ]);
  expect(heard).toEqual(['prepare', 1, 2, 'cut', 'prepare', 'The server ended the stream.', 'prepare']);
});

it('waits longer after each failure and starts short again after an event', async () => {
  const failing = () => throwError(() => new Error('away'));
  const { waits } = await follow([failing(), failing(), concat(of(7), failing()), failing()]);
  expect(waits).toEqual([0, 1, 0, 1]);
});

it('counts a failed preparation as lost and tries again', async () => {
  let calls = 0;
  const lost: unknown[] = [];
  await new Promise<void>((resolve) => {
    const following = followForever<number>({
      prepare: async () => {
        if (++calls === 1) throw new Error('no snapshot');
      },
      open: () => {
        queueMicrotask(() => {
          following.dispose();
          resolve();
        });
        return NEVER;
      },
      onEvent: () => undefined,
      onLost: (error) => lost.push(error),
      wait: async () => undefined,
    });
  });
  expect(lost).toEqual([new Error('no snapshot')]);
});

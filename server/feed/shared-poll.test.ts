import fc from 'fast-check';
import { expect, it } from 'vitest';
import { SharedPoll } from './shared-poll.ts';

/** Polls that last as long as the test wants. */
function setUp() {
  const begun: { subjects: string[]; end(): void; fail(): void }[] = [];
  const poll = new SharedPoll<string>(
    (subjects) =>
      new Promise((resolve, reject) => {
        begun.push({ subjects, end: resolve, fail: () => reject(new Error('away')) });
      }),
  );
  const nextOf = (count: number) => expect.poll(() => begun.length).toBe(count);
  return { begun, poll, nextOf };
}

it('polls once for all who ask before it begins, and once more for all who ask while it lasts', async () => {
  const { begun, poll, nextOf } = setUp();
  const early = [poll.ask(['a']), poll.ask(['b', 'a'])];
  await nextOf(1);
  let isOver = false;
  const late = Promise.all([poll.ask(['a']), poll.ask(['c'])]).then(() => (isOver = true));
  begun[0]?.end();
  await Promise.all(early);
  await nextOf(2);
  expect(begun.map(({ subjects }) => subjects)).toEqual([
    ['a', 'b'],
    ['a', 'c'],
  ]);
  expect(isOver).toBe(false);
  begun[1]?.end();
  await late;
});

it('fails only those whose poll failed', async () => {
  const { begun, poll, nextOf } = setUp();
  const first = poll.ask(['a']);
  await nextOf(1);
  const second = poll.ask(['a']);
  begun[0]?.fail();
  await expect(first).rejects.toThrow('away');
  await nextOf(2);
  begun[1]?.end();
  await second;
});

it('never shows anybody less than there was when it was asked', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(fc.nat(3), { maxLength: 40 }), async (pauses) => {
      let written = 0;
      let read = 0;
      const poll = new SharedPoll<string>(async () => {
        const now = written;
        await Promise.resolve();
        read = now;
      });
      await Promise.all(
        pauses.map(async (pause) => {
          for (let turn = 0; turn < pause; turn++) await Promise.resolve();
          const mine = ++written;
          await poll.ask(['a']);
          expect(read).toBeGreaterThanOrEqual(mine);
        }),
      );
    }),
  );
});

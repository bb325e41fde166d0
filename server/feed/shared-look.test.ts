import fc from 'fast-check';
import { expect, it } from 'vitest';
import { SharedLook } from './shared-look.ts';

/** Looks that last as long as the test wants. */
function setUp() {
  const begun: { subjects: string[]; end(): void; fail(): void }[] = [];
  const look = new SharedLook<string>(
    (subjects) =>
      new Promise((resolve, reject) => {
        begun.push({ subjects, end: resolve, fail: () => reject(new Error('away')) });
      }),
  );
  const nextOf = (count: number) => expect.poll(() => begun.length).toBe(count);
  return { begun, look, nextOf };
}

it('has one look for all who ask before it begins, and one more for all who ask while it lasts', async () => {
  const { begun, look, nextOf } = setUp();
  const early = [look.ask(['a']), look.ask(['b', 'a'])];
  await nextOf(1);
  let isOver = false;
  const late = Promise.all([look.ask(['a']), look.ask(['c'])]).then(() => (isOver = true));
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

it('fails only those whose look failed', async () => {
  const { begun, look, nextOf } = setUp();
  const first = look.ask(['a']);
  await nextOf(1);
  const second = look.ask(['a']);
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
      const look = new SharedLook<string>(async () => {
        const now = written;
        await Promise.resolve();
        read = now;
      });
      await Promise.all(
        pauses.map(async (pause) => {
          for (let turn = 0; turn < pause; turn++) await Promise.resolve();
          const mine = ++written;
          await look.ask(['a']);
          expect(read).toBeGreaterThanOrEqual(mine);
        }),
      );
    }),
  );
});

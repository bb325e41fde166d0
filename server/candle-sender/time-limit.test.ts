import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { expect, it } from 'vitest';
import { withTimeLimit } from './time-limit.ts';

const untilAborted = (signal: AbortSignal) =>
  new Promise<never>((_, reject) => {
    signal.addEventListener('abort', () => reject(signal.reason as Error));
  });

it('ends what takes too long, and nothing else', async () => {
  await expect(withTimeLimit(20, untilAborted)).rejects.toThrow('nothing came within 0.02 s');
  expect(await withTimeLimit(60_000, () => Promise.resolve('an answer'))).toBe('an answer');
});

it('keeps the process alive for what nothing else keeps it alive for', async () => {
  const script = `
    import { withTimeLimit } from ${JSON.stringify(new URL('time-limit.ts', import.meta.url).href)};
    const untilAborted = ${untilAborted.toString()};
    await withTimeLimit(50, untilAborted).catch(({ message }) => console.log(message));`;
  const args = ['--import', 'tsx', '--input-type=module', '-e', script];
  const { stdout } = await promisify(execFile)(process.execPath, args, { cwd: import.meta.dirname });
  expect(stdout).toBe('nothing came within 0.05 s\n');
});

import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it, onTestFinished } from 'vitest';
import { checkOutput } from './check-output.ts';

it('takes a new file and one that is there, refuses a folder and a file in none, and leaves nothing', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'output-'));
  onTestFinished(() => rm(folder, { recursive: true }));
  await checkOutput('--report', join(folder, 'new.html'));
  expect(await readdir(folder)).toEqual([]);
  await writeFile(join(folder, 'old.html'), 'x');
  await checkOutput('--report', join(folder, 'old.html'));
  await expect(checkOutput('--report', folder)).rejects.toThrow(
    '--report should be a file that can be written',
  );
  await expect(checkOutput('--detections', join(folder, 'none', 'a.jsonl'))).rejects.toThrow('(ENOENT)');
});

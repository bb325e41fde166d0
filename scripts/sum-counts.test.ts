import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, it, onTestFinished } from 'vitest';

const SCRIPT = fileURLToPath(new URL('sum-counts.mjs', import.meta.url));

/** The last line for runs with these counts, of which so many were expected. */
function lastLine(counts: { passed: number; failed: number; skipped: number }[], expected: number) {
  const folder = mkdtempSync(join(tmpdir(), 'counts-'));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  const file = join(folder, 'counts');
  writeFileSync(file, counts.map((one) => `${JSON.stringify(one)}\n`).join(''));
  const { stdout, status } = spawnSync(process.execPath, [SCRIPT, file, String(expected)], {
    encoding: 'utf8',
  });
  return { line: stdout.trimEnd().split('\n').at(-1), status };
}

it.each([
  ['adds up all runs', [412, 0, 0], [100, 0, 0], { line: '512 passed, 0 failed', status: 0 }],
  ['fails with any of them', [412, 0, 2], [99, 1, 0], { line: '511 passed, 1 failed, 2 skipped', status: 1 }],
] as const)('the last line of CI %s', (_title, first, second, expected) => {
  const counts = [first, second].map(([passed, failed, skipped]) => ({ passed, failed, skipped }));
  expect(lastLine(counts, 2)).toEqual(expected);
});

it('the last line of CI counts a run that never came to its end as failed', () => {
  const expected = { line: '412 passed, 1 failed', status: 1 };
  expect(lastLine([{ passed: 412, failed: 0, skipped: 0 }], 2)).toEqual(expected);
});

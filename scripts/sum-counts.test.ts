import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, it, onTestFinished } from 'vitest';

const SCRIPT = fileURLToPath(new URL('sum-counts.mjs', import.meta.url));
const FAILURE = 'data/retry.test.ts: gives up in the end';

interface Counts {
  passed: number;
  skipped: number;
  failures: string[];
  flaky: string[];
}

const passed = (count: number): Counts => ({ passed: count, skipped: 0, failures: [], flaky: [] });

/** What is printed for runs with these counts, of which so many were expected. */
function sumCounts(counts: Counts[], expected: number) {
  const folder = mkdtempSync(join(tmpdir(), 'counts-'));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  const file = join(folder, 'counts');
  writeFileSync(file, counts.map((one) => `${JSON.stringify({ node: '20.0.0', ...one })}\n`).join(''));
  const { stdout, status } = spawnSync(process.execPath, [SCRIPT, file, String(expected)], {
    encoding: 'utf8',
  });
  return { lines: stdout.trim().split('\n'), status };
}

it('the last line of CI adds up all runs', () => {
  const runs = [passed(412), passed(100)];
  expect(sumCounts(runs, 2)).toEqual({ lines: ['512 passed, 0 failed'], status: 0 });
});

it('the last lines of CI name what failed in any run', () => {
  const runs = [
    { ...passed(412), skipped: 2 },
    { ...passed(99), failures: [FAILURE] },
  ];
  const lines = [`failed: Node 20.0.0: ${FAILURE}`, '511 passed, 1 failed, 2 skipped'];
  expect(sumCounts(runs, 2)).toEqual({ lines, status: 1 });
});

it('the last lines of CI name what passed at the second try only', () => {
  const lines = [`passed at the second try: Node 20.0.0: ${FAILURE}`, '412 passed, 0 failed'];
  expect(sumCounts([{ ...passed(412), flaky: [FAILURE] }], 1)).toEqual({ lines, status: 0 });
});

it('the last line of CI counts a run that never came to its end as failed', () => {
  const lines = ['failed: a run that never came to its end', '412 passed, 1 failed'];
  expect(sumCounts([passed(412)], 2)).toEqual({ lines, status: 1 });
});

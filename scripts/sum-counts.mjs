// Names what failed, or passed at the second try only, in several test runs, then prints their sum, such as
// `412 passed, 0 failed`:
// node scripts/sum-counts.mjs FILE RUNS
import { readFileSync } from 'node:fs';

const [file, expected] = process.argv.slice(2);
const runs = readFileSync(file, 'utf8')
  .split('\n')
  .filter((line) => line !== '')
  .map((line) => JSON.parse(line));
const sum = (name) => runs.reduce((total, run) => total + run[name], 0);
const named = (kind) => runs.flatMap((run) => run[kind].map((name) => `Node ${run.node}: ${name}`));
const failures = named('failures');
// A run that ended before it could count is a failure, too.
for (let missing = runs.length; missing < Number(expected); missing++)
  failures.push('a run that never came to its end');
const told = [
  ...named('flaky').map((name) => `passed at the second try: ${name}`),
  ...failures.map((name) => `failed: ${name}`),
];
console.log(['', ...told].join('\n'));
const skipped = sum('skipped');
console.log(`${sum('passed')} passed, ${failures.length} failed${skipped ? `, ${skipped} skipped` : ''}`);
if (failures.length > 0) process.exit(1);

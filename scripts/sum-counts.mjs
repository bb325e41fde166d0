// Prints the sum of several test runs, such as `412 passed, 0 failed`: node scripts/sum-counts.mjs FILE RUNS
import { readFileSync } from 'node:fs';

const [file, expected] = process.argv.slice(2);
const runs = readFileSync(file, 'utf8')
  .split('\n')
  .filter((line) => line !== '')
  .map((line) => JSON.parse(line));
const sum = (name) => runs.reduce((total, run) => total + run[name], 0);
// A run that ended before it could count is a failure, too.
const missing = Math.max(0, Number(expected) - runs.length);
const failed = sum('failed') + missing;
const skipped = sum('skipped');
console.log(`\n${sum('passed')} passed, ${failed} failed${skipped ? `, ${skipped} skipped` : ''}`);
if (failed > 0) process.exit(1);

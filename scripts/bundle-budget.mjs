// Fails when the dashboard's scripts, compressed as they travel, are larger than the budget.
import { readdirSync, readFileSync } from 'node:fs';
import { gzipSync } from 'node:zlib';

const BUDGET_KB = 200;
const folder = new URL('../client/dist/assets/', import.meta.url);

const scripts = readdirSync(folder).filter((name) => name.endsWith('.js'));
const kilobytes =
  scripts.reduce((sum, name) => sum + gzipSync(readFileSync(new URL(name, folder))).length, 0) / 1000;
console.log(`${kilobytes.toFixed(1)} kB of script compressed, budget ${BUDGET_KB} kB`);
if (scripts.length === 0 || kilobytes > BUDGET_KB) process.exit(1);

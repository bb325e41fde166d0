// Fails when the dashboard's scripts, compressed as they travel, are larger than the budgets.
import { readdirSync, readFileSync } from 'node:fs';
import { gzipSync } from 'node:zlib';

/** Of what the page loads at once, and of the parts that it loads when somebody needs them. */
const BUDGETS_KB = { first: 200, later: 60 };
const dist = new URL('../client/dist/', import.meta.url);
const page = readFileSync(new URL('index.html', dist), 'utf8');

const sums = { first: 0, later: 0 };
for (const name of readdirSync(new URL('assets/', dist)).filter((name) => name.endsWith('.js'))) {
  const part = page.includes(name) ? 'first' : 'later';
  sums[part] += gzipSync(readFileSync(new URL(`assets/${name}`, dist))).length / 1000;
}
for (const part of ['first', 'later']) {
  console.log(`${part}: ${sums[part].toFixed(1)} kB of script compressed, budget ${BUDGETS_KB[part]} kB`);
}
if (sums.first === 0 || sums.first > BUDGETS_KB.first || sums.later > BUDGETS_KB.later) process.exit(1);

// Fails when the dashboard takes longer than the budget until something is to be seen, on this machine, without data.
import fastify from 'fastify';
import { startBrowser } from '../e2e/browser.ts';
import { setSecurityHeaders } from '../server/http/security-headers.ts';
import { serveDashboard } from '../server/http/dashboard.ts';

const BUDGET_MS = 1_000;
const LOADS = 30;

const server = fastify();
await setSecurityHeaders(server);
await serveDashboard(server);
const url = await server.listen({ host: '127.0.0.1', port: 0 });
const browser = await startBrowser();

const paints: number[] = [];
for (let load = 0; load < LOADS && !paints.some((paint) => paint <= BUDGET_MS); load++) {
  // A context of its own has an empty cache, as a first visit has.
  const context = await browser.newContext();
  const page = await context.newPage();
  await page.goto(url);
  const entry = await page.waitForFunction(
    () => performance.getEntriesByName('first-contentful-paint')[0]?.startTime,
  );
  paints.push(Number(await entry.jsonValue()));
  await context.close();
}
await browser.close();
await server.close();

// One within the budget is enough: those above it tell more about what else the machine was doing.
const best = Math.min(...paints);
console.log(`first contentful paint after ${best.toFixed(0)} ms, budget ${BUDGET_MS} ms`);
if (best > BUDGET_MS) process.exit(1);

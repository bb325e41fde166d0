import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Browser, Route } from 'playwright-core';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { startBrowser } from './browser.ts';
import { Dashboard } from './dashboard.ts';
import { simulatedHours, temporaryFolder } from './fixtures.ts';
import { freePort, ServerProcess } from './server-process.ts';
import { inputsOf } from './trust/candle-sender.ts';

const PICTURES = fileURLToPath(new URL('screenshots', import.meta.url));
const PHONE = { viewport: { width: 390, height: 844 }, hasTouch: true, isMobile: true, deviceScaleFactor: 2 };
/** More than the page asks for at the beginning. */
const CANDLES = simulatedHours(2_600);
const NEWEST = CANDLES.at(-1)?.openTime ?? 0;

let folder: Awaited<ReturnType<typeof temporaryFolder>>;
let browser: Browser;
let server: ServerProcess;

beforeAll(async () => {
  folder = await temporaryFolder();
  await mkdir(PICTURES, { recursive: true });
  browser = await startBrowser();
  server = await ServerProcess.start({
    PORT: String(await freePort()),
    DATA_DIR: join(folder.path, 'data'),
    REPLAY_RATE: 'off',
    ALERTS_PER_WEEK: '40',
  });
  for (let from = 0; from < CANDLES.length; from += 1_000) {
    await server.ask('mutation ($candles: [CandleInput!]!) { predictAnomalies(candles: $candles) { id } }', {
      candles: inputsOf('BTC/USD', CANDLES.slice(from, from + 1_000)),
    });
  }
});

afterAll(async () => {
  await browser?.close();
  await server?.stop();
  await folder?.dispose();
});

/** The page of a server that gives this answer to one of its questions, and answers all the others. */
async function openWith(question: RegExp, answer: Parameters<Route['fulfill']>[0], context = {}) {
  const dashboard = await Dashboard.open(browser, `${server.url}/icon.svg`, context);
  await dashboard.page.route('**/graphql', (route) =>
    question.test(route.request().postData() ?? '') ? route.fulfill(answer) : route.continue(),
  );
  await dashboard.page.goto(server.url);
  return dashboard;
}

const graphqlError = { json: { errors: [{ message: 'Out of order until noon.' }], data: null } };
const gateway = { status: 500, contentType: 'text/html', body: '<h1>Sorry</h1>' };

it.each([
  ['an error, dark', graphqlError, 'Out of order until noon.', { colorScheme: 'dark' }],
  ['an error, light', graphqlError, 'Out of order until noon.', { colorScheme: 'light' }],
  ['500, on a phone', gateway, 'The server answered 500.', { ...PHONE, colorScheme: 'dark' }],
] as const)(
  'says that the candles could not be loaded when the server answers with %s, and begins by itself when it can',
  async (name, answer, reason, context) => {
    await using dashboard = await openWith(/query DetectionsPage/, answer, context);
    const state = dashboard.page.locator('.page-state');
    await state.getByRole('heading', { name: 'The candles could not be loaded' }).waitFor();
    expect(await state.textContent()).toMatch(new RegExp(`${reason} Trying again since \\d\\d:\\d\\d`));
    await dashboard.connection.filter({ hasText: /No candles since \d\d:\d\d, trying again/ }).waitFor();
    expect(await dashboard.page.getByText('The server does not answer').count()).toBe(0);
    expect(await dashboard.findings()).toEqual([]);
    const overflow = 'document.documentElement.scrollWidth - document.documentElement.clientWidth';
    expect(await dashboard.page.evaluate(overflow)).toBe(0);
    await dashboard.page.screenshot({
      path: join(PICTURES, `failed-candles-${name.replace(/\W+/g, '-')}.png`),
    });

    await dashboard.page.unroute('**/graphql');
    await dashboard.untilNewestIs(NEWEST);
    await dashboard.page.locator('.connection.is-live').waitFor();
    await dashboard.page.getByText(/^Listed (since|from)/).waitFor();
    expect(dashboard.complaints).toEqual([]);
  },
);

it('shows the candles live when only the anomalies before them fail, says so in the list, and fills it by itself', async () => {
  await using dashboard = await openWith(/"anomaliesOnly":true/, graphqlError);
  await dashboard.untilNewestIs(NEWEST);
  await dashboard.page.locator('.connection.is-live').waitFor();
  await dashboard.page
    .getByRole('alert')
    .filter({ hasText: 'Earlier anomalies could not be loaded: Out of order until noon.' })
    .waitFor();
  expect(await dashboard.findings()).toEqual([]);
  await dashboard.page.unroute('**/graphql');
  await dashboard.page.getByText(/^Listed (since|from)/).waitFor();
  expect(dashboard.complaints).toEqual([]);
});

import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Route } from 'playwright-core';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { PHONE } from './dashboard.ts';
import { simulatedHours } from './fixtures.ts';
import { DashboardFixture } from './dashboard-fixture.ts';

const PICTURES = fileURLToPath(new URL('screenshots', import.meta.url));
/** More than the page asks for at the beginning. */
const CANDLES = simulatedHours(2_600);
const NEWEST = CANDLES.at(-1)?.openTime ?? 0;

let fixture: DashboardFixture;

beforeAll(async () => {
  await mkdir(PICTURES, { recursive: true });
  fixture = await DashboardFixture.open({ REPLAY_RATE: 'off', ALERTS_PER_WEEK: '40' });
  await fixture.send(CANDLES);
});

afterAll(() => fixture?.[Symbol.asyncDispose]());

/** The page of a server that gives this answer to one of its questions, and answers all the others. */
const openWith = (question: RegExp, answer: Parameters<Route['fulfill']>[0], context = {}) =>
  fixture.dashboardAfter(
    (page) =>
      page.route('**/graphql', (route) =>
        question.test(route.request().postData() ?? '') ? route.fulfill(answer) : route.continue(),
      ),
    context,
  );

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
    await dashboard.connection.filter({ hasText: /No candles since \d\d:\d\d UTC, trying again/ }).waitFor();
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

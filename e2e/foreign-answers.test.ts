import { afterAll, beforeAll, expect, it } from 'vitest';
import { simulatedHours } from './fixtures.ts';
import { DashboardFixture } from './dashboard-fixture.ts';

const CANDLES = simulatedHours(600);
const NEWEST = CANDLES.at(-1)?.openTime ?? 0;

let fixture: DashboardFixture;

beforeAll(async () => {
  fixture = await DashboardFixture.open({ REPLAY_RATE: 'off', ALERTS_PER_WEEK: '40' });
  await fixture.send(CANDLES);
});

afterAll(() => fixture?.[Symbol.asyncDispose]());

/** Something between page and server that answers one question by itself, with status 200 and without an error. */
const openWith = (operation: string, json: object) =>
  fixture.dashboardAfter((page) =>
    page.route('**/graphql', (route) =>
      route.request().postData()?.includes(operation) ? route.fulfill({ json }) : route.continue(),
    ),
  );

/** Verdicts that are stored. */
async function judged(): Promise<unknown[]> {
  const query = '{ detections(symbol: "BTC/USD", anomaliesOnly: true, limit: 1000) { verdict { kind } } }';
  const { detections } = await fixture.server.ask<{ detections: { verdict: unknown }[] }>(query);
  return detections.flatMap(({ verdict }) => verdict ?? []);
}

it.each([
  ['no data', { data: null }],
  ['an empty object', { data: {} }],
  ['a word of its own', { status: 'ok' }],
  [
    'another candle',
    { data: { giveVerdict: { candle: { openTime: '2020-01-01T00:00:00Z' }, verdict: null } } },
  ],
])('a verdict counts as stored only when the answer names it, not with %s', async (_, json) => {
  await using dashboard = await openWith('mutation GiveVerdict', json);
  await dashboard.anomalies.first().click();
  await dashboard.button('Real').click();
  const refusal = dashboard.page.getByRole('alert').filter({ hasText: 'The verdict was not stored.' });
  await refusal.waitFor();
  await dashboard.page.unroute('**/graphql');
  await refusal.getByRole('button', { name: 'Try again' }).click();
  await refusal.waitFor({ state: 'detached' });
  await dashboard.button('Real').click();
  await dashboard.page.getByText('None judged yet').waitFor();
  // The page says so before it is stored.
  await expect.poll(judged).toEqual([]);
});

it('a list of candles that is missing is not an empty one', async () => {
  await using dashboard = await openWith('query DetectionsPage', { data: {} });
  await dashboard.page.getByRole('heading', { name: 'The candles could not be loaded' }).waitFor();
  expect(await dashboard.page.getByText('No candles yet').count()).toBe(0);
  await dashboard.page.unroute('**/graphql');
  await dashboard.untilNewestIs(NEWEST);
});

it('after a lost connection, what is shown is not thrown away because somebody else answers', async () => {
  await using dashboard = await fixture.dashboard();
  await dashboard.untilNewestIs(NEWEST);
  await dashboard.page.route('**/graphql', (route) => route.fulfill({ json: { data: {} } }));
  await fixture.server.kill();
  await fixture.startServer();
  await dashboard.connection.filter({ hasText: /No candles since/ }).waitFor();
  await dashboard.untilNewestIs(NEWEST);
  await dashboard.page.unroute('**/graphql');
  await dashboard.page.locator('.connection.is-live').waitFor();
  expect(dashboard.complaints).toEqual([]);
});

it('a verdict that is on its way is not shown as stored', async () => {
  let answer: () => void = () => undefined;
  await using dashboard = await fixture.dashboardAfter((page) =>
    page.route('**/graphql', (route) => {
      if (!route.request().postData()?.includes('mutation GiveVerdict')) return route.continue();
      answer = () => void route.continue();
    }),
  );
  await dashboard.anomalies.first().click();
  await dashboard.button('Real').click();
  const underWay = dashboard.page.locator('.anomaly .verdict-badge.is-under-way');
  await underWay.waitFor();
  const words = 'getComputedStyle(document.querySelector(".is-under-way"), "::after").content';
  expect(await dashboard.page.evaluate(words)).toBe('" (being stored…)"');
  answer();
  await underWay.waitFor({ state: 'detached' });
});

import { afterAll, beforeAll, expect, it } from 'vitest';
import { PHONE } from './dashboard.ts';
import { simulatedHours } from './fixtures.ts';
import { DashboardFixture } from './dashboard-fixture.ts';

const CANDLES = simulatedHours(1_000);
const NEWEST = CANDLES.at(-1)?.openTime ?? 0;

let fixture: DashboardFixture;

beforeAll(async () => {
  fixture = await DashboardFixture.open({ REPLAY_RATE: 'off' });
  await fixture.send(CANDLES);
});

afterAll(() => fixture?.[Symbol.asyncDispose]());

/** The page of a server that answers one of its questions with an error, and all the others. */
const openWithout = (operation: string, context = {}) =>
  fixture.dashboardAfter(
    (page) =>
      page.route('**/graphql', (route) =>
        route.request().postData()?.includes(`query ${operation}`)
          ? route.fulfill({ json: { errors: [{ message: 'Out of order until noon.' }], data: null } })
          : route.continue(),
      ),
    context,
  );

it.each([
  ['Accuracy', 'Mean error of the high', { colorScheme: 'dark' }],
  ['Accuracy', 'Alerts a week', { ...PHONE, colorScheme: 'light' }],
  ['NextForecast', 'Next high, forecast', { colorScheme: 'light' }],
] as const)(
  'says where the figure would be that %s failed; the rest works',
  async (operation, name, context) => {
    await using dashboard = await openWithout(operation, context);
    await dashboard.untilNewestIs(NEWEST);
    const figure = dashboard.box(name);
    await figure.filter({ hasText: 'failed, retrying' }).waitFor();
    await figure.getByRole('button').focus();
    await figure.getByText('Out of order until noon.').waitFor();
    expect(await dashboard.figure(name).textContent()).toBe('–');
    expect(await dashboard.page.locator('.canvas canvas').count()).toBeGreaterThan(0);
    await dashboard.page.locator('.connection.is-live').waitFor();
    expect(await dashboard.findings()).toEqual([]);
    const overflow = 'document.documentElement.scrollWidth - document.documentElement.clientWidth';
    expect(await dashboard.page.evaluate(overflow)).toBe(0);

    await dashboard.page.unroute('**/graphql');
    await dashboard.figure(name).filter({ hasText: /\d/ }).waitFor();
    expect(await figure.textContent()).not.toContain('failed');
    expect(dashboard.complaints).toEqual([]);
  },
);

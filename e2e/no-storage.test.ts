import { afterAll, beforeAll, expect, it } from 'vitest';
import { DashboardFixture } from './dashboard-fixture.ts';
import { simulatedHours } from './fixtures.ts';

const CANDLES = simulatedHours(200);

let fixture: DashboardFixture;
beforeAll(async () => {
  fixture = await DashboardFixture.open({ REPLAY_RATE: 'off' });
  await fixture.send(CANDLES);
});
afterAll(() => fixture?.[Symbol.asyncDispose]());

it('shows its candles in a browser that is told to block cookies, which refuses all storage', async () => {
  await using dashboard = await fixture.dashboardAfter((page) =>
    page.addInitScript(() => {
      for (const name of ['localStorage', 'sessionStorage'])
        Object.defineProperty(window, name, {
          configurable: true,
          get() {
            throw new DOMException('Access is denied for this document.', 'SecurityError');
          },
        });
    }),
  );
  await dashboard.untilNewestIs(CANDLES.at(-1)?.openTime ?? 0);
  expect(await dashboard.page.locator('.canvas canvas').count()).toBeGreaterThan(0);
});

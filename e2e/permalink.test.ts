import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { simulatedHours } from './fixtures.ts';
import { DashboardFixture } from './dashboard-fixture.ts';

const HOUR = 3_600_000;
const CANDLES = simulatedHours(2_600);
const HISTORY = CANDLES.slice(0, 2_590);
/** Two days that the first page of history does not reach. */
const TWO_DAYS = 'from=2021-02-03T00:00Z&to=2021-02-05T00:00Z';

let fixture: DashboardFixture;

beforeAll(async () => {
  fixture = await DashboardFixture.replay(HISTORY);
  await fixture.untilStored(HISTORY.length);
});

afterAll(() => fixture?.[Symbol.asyncDispose]());

const open = (hash = '') => fixture.dashboard(hash, { permissions: ['clipboard-read', 'clipboard-write'] });

describe('a link to a range of time', () => {
  it('shows these hours to whoever opens it, and the same link is copied from there', async () => {
    await using dashboard = await open(`#${TWO_DAYS}`);
    await expect
      .poll(() => dashboard.copiedLink(), { timeout: 30_000 })
      .toBe(`${fixture.server.url}/#${TWO_DAYS}&series=BTC/USD@1h`);
    await dashboard.button('Newest candle →').waitFor();
    expect(dashboard.complaints).toEqual([]);
  });

  it('is copied from wherever the chart was moved to, and leads there', async () => {
    await using dashboard = await open();
    await dashboard.untilNewestIs(HISTORY.at(-1)?.openTime ?? 0);
    await dashboard.page.locator('.plot').focus();
    for (const key of ['PageUp', '+']) await dashboard.page.keyboard.press(key);
    await dashboard.button('Newest candle →').waitFor();
    const link = await dashboard.copiedLink();
    await using later = await open(link.slice(link.indexOf('#')));
    await expect.poll(() => later.copiedLink(), { timeout: 30_000 }).toBe(link);
  });

  it('lets go as soon as somebody moves on, and new candles move nothing', async () => {
    await using dashboard = await open(`#series=BTC/USD@1h&${TWO_DAYS}`);
    await expect.poll(() => dashboard.copiedLink(), { timeout: 30_000 }).toContain(TWO_DAYS);
    await dashboard.page.locator('.plot').focus();
    await dashboard.page.keyboard.press('ArrowLeft');
    const moved = 'from=2021-02-02T12:00Z&to=2021-02-04T12:00Z';
    await expect.poll(() => dashboard.copiedLink()).toContain(moved);
    expect(dashboard.page.url()).toBe(`${fixture.server.url}/#series=BTC/USD@1h`);

    await fixture.send(CANDLES.slice(HISTORY.length));
    await dashboard.untilNewestIs((HISTORY.at(-1)?.openTime ?? 0) + 10 * HOUR);
    expect(await dashboard.copiedLink()).toContain(moved);
  });
});

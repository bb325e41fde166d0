import { afterAll, beforeAll, expect, it } from 'vitest';
import { DashboardFixture } from './dashboard-fixture.ts';
import { simulatedHours } from './fixtures.ts';

const PRICES = [2e-9, 1.2e-5, 0.5, 64_000, 9e10];

let fixture: DashboardFixture;
beforeAll(async () => {
  fixture = await DashboardFixture.open({ REPLAY_RATE: 'off' });
});
afterAll(() => fixture[Symbol.asyncDispose]());

/** Hours of a coin at about this price. */
function hoursAt(price: number) {
  const hours = simulatedHours(120);
  const first = hours[0]?.open ?? 1;
  const scaled = (value: number) => Number(((value / first) * price).toPrecision(8));
  return hours.map((hour) => ({
    ...hour,
    open: scaled(hour.open),
    high: scaled(hour.high),
    low: scaled(hour.low),
    close: scaled(hour.close),
  }));
}

it.each(PRICES)('figures of a coin at %d fit beside each other, with their unit', async (price) => {
  const symbol = `COIN${PRICES.indexOf(price)}/USDT`;
  await fixture.send(hoursAt(price), symbol);
  const page = await fixture.browser.newPage({ viewport: { width: 1_180, height: 760 } });
  await page.goto(`${fixture.server.url}/#series=${symbol}@1h`);
  const figures = page.locator('.glance .figure dt + dd');
  await expect.poll(() => figures.nth(2).innerText(), { timeout: 30_000 }).toMatch(/\w\sUSDT/);
  await expect.poll(() => figures.nth(4).innerText(), { timeout: 30_000 }).toMatch(/\w\sUSDT/);
  const cut = await figures.evaluateAll((all) =>
    all
      .filter((one) => one.scrollWidth > one.clientWidth || one.scrollHeight > one.clientHeight + 2)
      .map((one) => one.textContent),
  );
  expect(cut).toEqual([]);
  await page.close();
});

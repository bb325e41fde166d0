import type { Page } from 'playwright-core';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { DashboardFixture } from './dashboard-fixture.ts';
import { simulatedHours } from './fixtures.ts';

const PRICES = [2e-9, 1.2e-5, 0.5, 64_000, 9e10];
const VOLUMES = [2e-4, 3e-4, 4e-4, 6e-4, 400, 7e14];

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

/** Notes what the chart writes on its canvases, and where. */
async function noteTexts(page: Page): Promise<void> {
  await page.addInitScript(() => {
    const write = CanvasRenderingContext2D.prototype.fillText;
    CanvasRenderingContext2D.prototype.fillText = function (text, ...rest) {
      this.canvas.dataset.text = `${this.canvas.dataset.text ?? ''} ${text}`.trim();
      write.call(this, text, ...rest);
    };
  });
}

/** The labels of the lowest axis that has any but times: the canvases at the right edge, from top to bottom. */
const volumeAxis = (page: Page): Promise<string> =>
  page.locator('.canvas td:last-child').evaluateAll((cells) => {
    const [lowest] = cells
      .filter((cell) => cell.clientHeight > 40 && cell.querySelector('canvas'))
      .sort((a, b) => b.getBoundingClientRect().top - a.getBoundingClientRect().top);
    const canvases = [...(lowest?.querySelectorAll('canvas') ?? [])];
    return canvases.map(({ dataset }) => dataset.text ?? '').join('');
  });

it.each(VOLUMES)('volumes about %d have labels on their axis', async (volume) => {
  const symbol = `VOL${VOLUMES.indexOf(volume)}/USDT`;
  const hours = simulatedHours(120);
  const first = hours[0]?.volume ?? 1;
  const scaled = hours.map((hour) => ({ ...hour, volume: ((hour.volume ?? first) / first) * volume }));
  await fixture.send(scaled, symbol);
  const page = await fixture.browser.newPage({ viewport: { width: 1_280, height: 900 } });
  await noteTexts(page);
  await page.goto(`${fixture.server.url}/#series=${symbol}@1h`);
  await expect.poll(() => volumeAxis(page), { timeout: 30_000 }).toMatch(/\d/);
  await page.close();
});

import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Dashboard } from './dashboard.ts';
import { simulatedHours } from './fixtures.ts';
import { DashboardFixture } from './dashboard-fixture.ts';

const HOUR = 3_600_000;
/** More than the chart holds at once at its usual width, and less than it can show. */
const CANDLES = simulatedHours(3_200);

let fixture: DashboardFixture;

beforeAll(async () => {
  fixture = await DashboardFixture.replay(CANDLES);
  await fixture.untilStored(CANDLES.length);
});

afterAll(() => fixture?.[Symbol.asyncDispose]());

async function open(): Promise<Dashboard> {
  const dashboard = await fixture.dashboard('', { permissions: ['clipboard-read', 'clipboard-write'] });
  await dashboard.untilNewestIs(CANDLES.at(-1)?.openTime ?? 0);
  await dashboard.page.locator('.plot').focus();
  return dashboard;
}

/** First and last hour in sight, counted from the first candle. */
async function sight(dashboard: Dashboard): Promise<{ from: number; to: number }> {
  const parameters = new URLSearchParams(new URL(await dashboard.copiedLink()).hash.slice(1));
  const hour = (name: string) =>
    (Date.parse(parameters.get(name) ?? '') - (CANDLES[0]?.openTime ?? 0)) / HOUR;
  await dashboard.page.locator('.plot').focus();
  return { from: hour('from'), to: hour('to') };
}

describe('what is in sight', () => {
  it('moves by as many hours with each press of a key, as far back as history goes and forth again', async () => {
    await using dashboard = await open();
    await dashboard.page.keyboard.press('ArrowLeft');
    const start = await sight(dashboard);
    for (let page = 1; page <= 20; page++) {
      await dashboard.page.keyboard.press('PageUp');
      // Where history is still on its way, the first known hour stands for it.
      const moved = { from: start.from - 120 * page, to: start.to - 120 * page };
      await expect.poll(() => sight(dashboard)).toEqual(moved);
    }
    for (let page = 19; page >= 0; page--) {
      await dashboard.page.keyboard.press('PageDown');
      expect((await sight(dashboard)).from).toBe(start.from - 120 * page);
    }
    expect(dashboard.complaints).toEqual([]);
  });

  it('keeps its right edge while it grows from days to months, and comes back to the same days', async () => {
    await using dashboard = await open();
    await dashboard.page.keyboard.press('PageUp');
    await expect.poll(() => sight(dashboard).then(({ to }) => to)).toBeLessThan(CANDLES.length - 100);
    const start = await sight(dashboard);
    let before = start;
    for (let press = 0; press < 8; press++) {
      await dashboard.page.keyboard.press('-');
      // Where history is still on its way, the first known hour stands for it.
      await expect.poll(() => sight(dashboard).then(({ from }) => from)).toBeLessThan(before.from);
      before = await sight(dashboard);
      expect(Math.abs(before.to - start.to), `after ${press + 1} presses`).toBeLessThanOrEqual(1);
    }
    expect(before.to - before.from).toBeGreaterThan(2_000);
    for (let press = 0; press < 16; press++) await dashboard.page.keyboard.press('+');
    expect(Math.abs((await sight(dashboard)).to - start.to)).toBeLessThanOrEqual(1);
    expect(dashboard.complaints).toEqual([]);
  });
});

it('names what was publicly known of an hour, until I switch that off', async () => {
  await using dashboard = await fixture.dashboard('#from=2021-04-16T00:00Z&to=2021-04-21T00:00Z');
  await dashboard.button('Newest candle →').waitFor();
  const tooltip = dashboard.page.getByRole('tooltip');
  const switched = dashboard.page.getByLabel('known events');
  /** Moves the pointer along the top of the chart, where events have their marks. */
  const explanation = async () => {
    const box = await dashboard.page.locator('.canvas').boundingBox();
    for (let x = 0; x < (box?.width ?? 0); x += 6) {
      await dashboard.page.mouse.move((box?.x ?? 0) + x, (box?.y ?? 0) + 26);
      if ((await tooltip.count()) > 0) return tooltip.innerText();
    }
    return '';
  };
  await expect.poll(explanation).toMatch(/Sun 18 Apr 2021 03:00 UTC · known event/);
  await switched.uncheck();
  expect(await explanation()).toBe('');
  await dashboard.page.reload();
  expect(await switched.isChecked()).toBe(false);
});

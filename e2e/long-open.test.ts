import { expect, it } from 'vitest';
import type { Dashboard } from './dashboard.ts';
import { simulatedHours } from './fixtures.ts';
import { DashboardFixture } from './dashboard-fixture.ts';

const HOUR = 3_600_000;
/** More than a page keeps of what comes while it is open: two and a half years of hours. */
const CANDLES = simulatedHours(23_100);
const times = CANDLES.map(({ openTime }) => openTime);
const FOLLOWED = 23_000;
/** What a page keeps at least, and at most while nobody looks back. */
const [KEPT, MOST] = [20_000, 22_000];

/** The last hour that the chart shows, by the link to what it shows; it may lie ahead of the newest candle. */
async function lastInSight(dashboard: Dashboard): Promise<number> {
  const { page } = dashboard;
  await page.evaluate('navigator.clipboard.writeText("")');
  await dashboard.button('Copy link to this view').click();
  const read = () => page.evaluate<string>('navigator.clipboard.readText()');
  await expect.poll(read).toContain('&to=');
  return Date.parse(new URLSearchParams(new URL(await read()).hash.slice(1)).get('to') ?? '');
}

it('lets the oldest candles go while it follows the newest, and has them again when somebody goes back', async () => {
  await using fixture = await DashboardFixture.open({ REPLAY_RATE: 'off' });
  await fixture.send(CANDLES.slice(0, 1_000));
  await using dashboard = await fixture.dashboard('', { permissions: ['clipboard-read', 'clipboard-write'] });
  const { page } = dashboard;
  await dashboard.untilNewestIs(times[999] ?? 0);
  await page.locator('.connection.is-live').waitFor();
  await fixture.send(CANDLES.slice(1_000, FOLLOWED));
  await dashboard.untilNewestIs(times[FOLLOWED - 1] ?? 0);
  const held = await dashboard.candleTimes();
  expect(held.length).toBeGreaterThanOrEqual(KEPT);
  expect(held.length).toBeLessThanOrEqual(MOST);
  expect(held).toEqual(times.slice(0, FOLLOWED).slice(-held.length));
  await expect.poll(() => lastInSight(dashboard)).toBeGreaterThan(times[FOLLOWED - 1] ?? 0);

  // The chart follows on.
  await fixture.send(CANDLES.slice(FOLLOWED, FOLLOWED + 50));
  await expect.poll(() => lastInSight(dashboard)).toBeGreaterThan(times[FOLLOWED + 49] ?? 0);

  await page.evaluate(`location.hash = '#at=${new Date(times[300] ?? 0).toISOString()}'`);
  await dashboard.button('Newest candle →').waitFor();
  await expect.poll(() => lastInSight(dashboard), { timeout: 30_000 }).toBeLessThan(times[800] ?? 0);
  await fixture.send(CANDLES.slice(FOLLOWED + 50));
  await dashboard.untilNewestIs(times.at(-1) ?? 0);
  // What somebody went back to, and what is live: not all between them.
  const loaded = await dashboard.candleTimes();
  expect(loaded.slice(0, 600)).toEqual(times.slice(0, 600));
  expect(loaded.at(-1)).toBe(times.at(-1));
  expect(loaded.length).toBeLessThanOrEqual(MOST + 1_000);

  await dashboard.button('Newest candle →').click();
  await expect.poll(() => lastInSight(dashboard)).toBeGreaterThan((times.at(-1) ?? 0) + HOUR);
  const left = await dashboard.candleTimes();
  expect(left).toEqual(times.slice(-left.length));
  expect(left.length).toBeLessThanOrEqual(MOST);
  expect(dashboard.complaints).toEqual([]);
});

import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { simulate } from '@detective/data';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { inputsOf } from './trust/candle-sender.ts';
import { simulatedHours } from './fixtures.ts';
import { DashboardFixture } from './dashboard-fixture.ts';

const PICTURES = fileURLToPath(new URL('screenshots', import.meta.url));
const CANDLES = simulatedHours(600);
const NEWEST = CANDLES.at(-1)?.openTime ?? 0;
const TOKEN = 'made-up-token-0123456789';

let fixture: DashboardFixture;

beforeAll(async () => {
  await mkdir(PICTURES, { recursive: true });
  fixture = await DashboardFixture.open({ REPLAY_RATE: 'off', ALERTS_PER_WEEK: '20' });
  await fixture.send(CANDLES);
});

afterAll(() => fixture?.[Symbol.asyncDispose]());

it.each(['America/New_York', 'Asia/Kolkata'])(
  'a link without a zone means UTC to a reader in %s',
  async (timezoneId) => {
    const context = { timezoneId, permissions: ['clipboard-read', 'clipboard-write'] };
    await using dashboard = await fixture.dashboard('#from=2021-01-10T00:00&to=2021-01-12', context);
    await dashboard.button('Newest candle →').waitFor();
    expect(await dashboard.copiedLink()).toContain('from=2021-01-10T00:00Z&to=2021-01-12T00:00Z');
  },
);

it('a link with a day that does not exist says so instead of showing another', async () => {
  await using dashboard = await fixture.dashboard('#from=2021-02-30&to=2021-03-02');
  await dashboard.page.locator('.notice').filter({ hasText: 'from=2021-02-30 is not a time' }).waitFor();
  await dashboard.untilNewestIs(NEWEST);
});

it('an incident of five-minute candles counts its anomalies and minutes, not hours', async () => {
  const candles = [...simulate({ seed: 3, interval: '5m', from: Date.UTC(2021, 0, 1), count: 300 })].map(
    (candle, index) => (index >= 280 && index < 283 ? { ...candle, volume: candle.volume * 400 } : candle),
  );
  await fixture.server.ask(
    'mutation ($candles: [CandleInput!]!) { predictAnomalies(candles: $candles) { id } }',
    {
      candles: inputsOf('BTC/FIVE', candles).map((candle) => ({ ...candle, interval: '5m' })),
    },
  );
  await using dashboard = await fixture.dashboard('#series=BTC/FIVE@5m');
  const more = dashboard.page.locator('.episode-more').first();
  expect(await more.getAttribute('title')).toMatch(/^\d anomalies within \d+ min$/);
});

it('a token that the server begins to ask for can be entered on the open page', async () => {
  await using dashboard = await fixture.dashboard();
  await dashboard.untilNewestIs(NEWEST);
  await fixture.server.stop();
  await fixture.startServer({ READ_TOKEN: TOKEN });
  await dashboard.connection.filter({ hasText: 'Token needed' }).waitFor();
  const form = dashboard.page.locator('form').filter({ hasText: 'READ_TOKEN' });
  await form.waitFor();
  await dashboard.page.screenshot({ path: join(PICTURES, 'token-on-open-page.png') });
  expect(await dashboard.findings()).toEqual([]);
  await form.getByLabel('Token').fill(TOKEN);
  await form.getByRole('button', { name: 'Open' }).click();
  await dashboard.untilNewestIs(NEWEST);
  await dashboard.page.locator('.connection.is-live').waitFor();
  expect(await form.count()).toBe(0);
});

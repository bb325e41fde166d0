import { join } from 'node:path';
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { startBrowser } from './browser.ts';
import { Dashboard } from './dashboard.ts';
import { simulatedHours, temporaryFolder, writeCsv } from './fixtures.ts';
import { freePort, ServerProcess } from './server-process.ts';

const HOUR = 3_600_000;
const CANDLES = simulatedHours(2_600);
const HISTORY = CANDLES.slice(0, 2_590);
/** Two days that the first page of history does not reach. */
const TWO_DAYS = 'from=2021-02-03T00:00Z&to=2021-02-05T00:00Z';

let folder: Awaited<ReturnType<typeof temporaryFolder>>;
let browser: Browser;
let server: ServerProcess;

beforeAll(async () => {
  folder = await temporaryFolder();
  browser = await startBrowser();
  server = await ServerProcess.start({
    PORT: String(await freePort()),
    DATA_DIR: join(folder.path, 'data'),
    CANDLES_CSV: await writeCsv(join(folder.path, 'history.csv'), HISTORY),
    REPLAY_RATE: 'max',
  });
  const isStored = async () => {
    const { series } = await server.ask<{ series: { candleCount: number }[] }>('{ series { candleCount } }');
    return series[0]?.candleCount === HISTORY.length;
  };
  await vi.waitUntil(isStored, { timeout: 60_000 });
});

afterAll(async () => {
  await browser?.close();
  await server?.stop();
  await folder?.dispose();
});

const open = (hash = '') =>
  Dashboard.open(browser, `${server.url}/${hash}`, { permissions: ['clipboard-read', 'clipboard-write'] });

describe('a link to a stretch of time', () => {
  it('shows these hours to whoever opens it, and the same link is copied from there', async () => {
    await using dashboard = await open(`#${TWO_DAYS}`);
    await expect
      .poll(() => dashboard.copiedLink(), { timeout: 30_000 })
      .toBe(`${server.url}/#${TWO_DAYS}&series=BTC/USD@1h`);
    await dashboard.page.getByRole('button', { name: 'Newest candle →' }).waitFor();
    expect(dashboard.complaints).toEqual([]);
  });

  it('is copied from wherever the chart was moved to, and leads there', async () => {
    await using dashboard = await open();
    await dashboard.untilNewestIs(HISTORY.at(-1)?.openTime ?? 0);
    await dashboard.page.locator('.stage').focus();
    for (const key of ['PageUp', '+']) await dashboard.page.keyboard.press(key);
    await dashboard.page.getByRole('button', { name: 'Newest candle →' }).waitFor();
    const link = await dashboard.copiedLink();
    await using later = await open(link.slice(link.indexOf('#')));
    await expect.poll(() => later.copiedLink(), { timeout: 30_000 }).toBe(link);
  });

  it('lets go as soon as somebody moves on, and new candles move nothing', async () => {
    await using dashboard = await open(`#series=BTC/USD@1h&${TWO_DAYS}`);
    await expect.poll(() => dashboard.copiedLink(), { timeout: 30_000 }).toContain(TWO_DAYS);
    await dashboard.page.locator('.stage').focus();
    await dashboard.page.keyboard.press('ArrowLeft');
    const moved = 'from=2021-02-02T12:00Z&to=2021-02-04T12:00Z';
    await expect.poll(() => dashboard.copiedLink()).toContain(moved);
    expect(dashboard.page.url()).toBe(`${server.url}/#series=BTC/USD@1h`);

    const next = CANDLES.slice(HISTORY.length).map((candle) => ({
      ...candle,
      openTime: new Date(candle.openTime).toISOString(),
    }));
    await server.ask('mutation ($candles: [CandleInput!]!) { predictAnomalies(candles: $candles) { id } }', {
      candles: next,
    });
    await dashboard.untilNewestIs((HISTORY.at(-1)?.openTime ?? 0) + 10 * HOUR);
    expect(await dashboard.copiedLink()).toContain(moved);
  });
});

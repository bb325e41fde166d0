import { injectFaults } from '@detective/data';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { PHONE, type Dashboard } from './dashboard.ts';
import { simulatedHours } from './fixtures.ts';
import { DashboardFixture } from './dashboard-fixture.ts';

const HOUR = 3_600_000;
const START = Date.UTC(2021, 0, 1);
const COUNT = 1_200;
/** A gap is an anomaly to any detector; the first hits all but the quiet series at once, the second only one of them. */
const EVERYWHERE = START + 900 * HOUR;
const ALONE = START + 1_000 * HOUR;
const SYMBOLS = ['ADA/USD', 'BTC/USD', 'ETH/USD', 'LTC/USD'];
const QUIET = 'XRP/USD';
const RANGE = 'from=2021-01-20T00:00Z&to=2021-02-19T00:00Z';

let fixture: DashboardFixture;
beforeAll(async () => {
  fixture = await DashboardFixture.open({ REPLAY_RATE: 'off', ALERTS_PER_WEEK: '0.1' });
  for (const [index, symbol] of SYMBOLS.entries()) {
    const gaps = [EVERYWHERE, ...(symbol === 'ETH/USD' ? [ALONE] : [])];
    const faults = gaps.map((openTime) => ({ kind: 'gap', openTime, size: 3 }) as const);
    await fixture.send(injectFaults(simulatedHours(COUNT, index + 1), faults).candles, symbol);
  }
  await fixture.send(simulatedHours(20, 9), QUIET);
});
afterAll(() => fixture?.[Symbol.asyncDispose]());

const rows = ({ page }: Dashboard) => page.locator('.board-row');
const names = (dashboard: Dashboard) => dashboard.page.locator('.board-name strong').allInnerTexts();
/** When the newest incident of a series opened, and its rarest anomaly came. */
async function newestIncident(symbol: string): Promise<{ openedAt: string; peakAt: string }> {
  const { incidents } = await fixture.server.ask<{
    incidents: { openedAt: string; peak: { candle: { openTime: string } } }[];
  }>(
    'query ($symbol: String!) { incidents(symbol: $symbol, limit: 1) { openedAt peak { candle { openTime } } } }',
    {
      symbol,
    },
  );
  const [newest] = incidents;
  if (!newest) throw new Error(`${symbol} has no incident.`);
  return { openedAt: newest.openedAt, peakAt: newest.peak.candle.openTime };
}
const hash = (page: Page) => new URL(page.url()).hash;

describe('the board of all series', () => {
  it('has a row for each with state, price and newest incident, and is read with one request for all', async () => {
    const requests: string[] = [];
    await using dashboard = await fixture.dashboardAfter(
      async (page) => {
        page.on('request', (request) => requests.push(request.postData() ?? ''));
      },
      {},
      `${fixture.server.url}/#board=market&${RANGE}`,
    );
    await rows(dashboard).first().waitFor();
    expect(await names(dashboard)).toEqual([...SYMBOLS, QUIET]);
    const [first, last] = [rows(dashboard).first(), rows(dashboard).last()];
    expect(await first.innerText()).toMatch(/Until 19 Feb 2021[^]*[\d,]+ USD/);
    const { openedAt } = await newestIncident(SYMBOLS[0] ?? '');
    const [, day, clock] = /-0?(\d+)T(\d\d:\d\d)/.exec(openedAt) ?? [];
    expect(await first.locator('.board-incident').innerText()).toContain(`${day} Feb 2021 ${clock}`);
    expect(await last.innerText()).toMatch(/Warming up, \d+ to go[^]*No incident/);
    expect(await first.locator('.spark-line path').getAttribute('d')).toMatch(/^M/);
    expect(await first.locator('.lane path').count()).toBeGreaterThan(0);
    expect(await last.locator('.lane path').count()).toBe(0);
    // At once, and again when the connection is there; not one for each series.
    const asked = requests.filter((body) => /anomalyLanes|candleOverview|rareCandles/.test(body));
    expect(asked.length).toBeLessThanOrEqual(2);
    expect(dashboard.complaints).toEqual([]);
  });

  it('names what hit many at once, and shows whom', async () => {
    await using dashboard = await fixture.dashboard(`#board=market&${RANGE}`);
    const most = dashboard.page.locator('.board-once button').first();
    expect(await most.innerText()).toMatch(/Sun 7 Feb 2021 1\d:00 4 series/);
    await most.click();
    await expect.poll(() => names(dashboard)).toEqual(SYMBOLS);
    await dashboard.button('Show all').click();
    await expect.poll(() => rows(dashboard).count()).toBe(SYMBOLS.length + 1);
  });

  it('is left for a series at the time in view, and found again from there', async () => {
    await using dashboard = await fixture.dashboard('#series=BTC/USD@1h');
    await dashboard.page.locator('.board-open').click();
    await rows(dashboard).first().waitFor();
    await dashboard.button('1W').click();
    const inView = new URLSearchParams(hash(dashboard.page).slice(1)).get('from');
    expect(inView).not.toBeNull();
    await dashboard.page.locator('.board-name', { hasText: 'ETH/USD' }).click();
    await dashboard.page.locator('.canvas').waitFor();
    expect(hash(dashboard.page)).toContain('series=ETH/USD@1h');
    expect(hash(dashboard.page)).toContain(`from=${inView}`);
    await dashboard.page.goBack();
    await rows(dashboard).first().waitFor();
  });

  it('leads to the newest incident of a series, and Escape leads back to the chart', async () => {
    const all = await Promise.all(
      SYMBOLS.map(async (symbol) => ({ symbol, ...(await newestIncident(symbol)) })),
    );
    const newest = all.reduce((one, other) => (other.openedAt > one.openedAt ? other : one));
    await using dashboard = await fixture.dashboard('#board=incident');
    await rows(dashboard).first().locator('.board-incident').click();
    await dashboard.page.locator('.anomaly.is-selected').waitFor();
    expect(hash(dashboard.page)).toBe(`#series=${newest.symbol}@1h&at=${newest.peakAt.slice(0, 16)}Z`);
    await dashboard.page.goBack();
    await rows(dashboard).first().waitFor();
    await dashboard.page.keyboard.press('Escape');
    await dashboard.page.locator('.canvas').waitFor();
    expect(hash(dashboard.page)).not.toContain('board');
  });

  it('can be gone through with the keyboard, searched, and takes nonsense in its address', async () => {
    await using dashboard = await fixture.dashboard('#board=nonsense&from=never&to=2021-02-30');
    await dashboard.page.getByText('from=never is not a time').waitFor();
    await rows(dashboard).first().waitFor();
    await dashboard.page.locator('.board-name').first().focus();
    await dashboard.page.keyboard.press('ArrowDown');
    expect(await dashboard.page.evaluate('document.activeElement.innerText')).toMatch(/^BTC\/USD/);
    await dashboard.page.getByLabel('Find series').fill('eth 1h');
    await expect.poll(() => names(dashboard)).toEqual(['ETH/USD']);
    await dashboard.page.getByLabel('Find series').fill('nothing like it');
    await dashboard.page.getByText('No series matches all these words.').waitFor();
    expect(dashboard.complaints).toEqual([]);
  });

  it('gives axe nothing to find in either theme, and nothing is wider than a phone', async () => {
    await using dashboard = await fixture.dashboard(`#board=market&${RANGE}`);
    for (const size of [{ width: 1_440, height: 900 }, PHONE.viewport]) {
      await dashboard.page.setViewportSize(size);
      await rows(dashboard).first().waitFor();
      for (const colorScheme of ['dark', 'light'] as const) {
        await dashboard.page.emulateMedia({ colorScheme });
        expect(await dashboard.findings()).toEqual([]);
      }
      const overflow = 'document.documentElement.scrollWidth - document.documentElement.clientWidth';
      expect(await dashboard.page.evaluate(overflow)).toBe(0);
    }
  });

  it('keeps what it has while the server is away', async () => {
    await using dashboard = await fixture.dashboard('#board=market');
    await rows(dashboard).first().waitFor();
    await dashboard.page.route('**/graphql', (route) => route.abort());
    await dashboard.button('1Y').click();
    await dashboard.page.getByText('The board could not be refreshed').waitFor();
    expect(await rows(dashboard).count()).toBe(SYMBOLS.length + 1);
    await dashboard.page.unroute('**/graphql');
    await dashboard.page.getByText('The board could not be refreshed').waitFor({ state: 'detached' });
    await dashboard.page.locator('.connection.is-live').waitFor();
  });
});

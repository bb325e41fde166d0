import { readFile } from 'node:fs/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { PHONE, type Dashboard } from './dashboard.ts';
import { simulatedHours } from './fixtures.ts';
import { DashboardFixture, type Found } from './dashboard-fixture.ts';

const CANDLES = simulatedHours(10_000);
/** What is there when the first page is opened. */
const HISTORY = 5_000;
const ONCE_A_MONTH = 30 * 24;
/** A line for each anomaly, and not for each incident. */
const EACH = '#lines=anomalies';

/** What the server has found until now, ascending by time. */
const found: Found[] = [];
const foundTimes = () => found.map(({ openTime }) => openTime);

let fixture: DashboardFixture;

beforeAll(async () => {
  // Every fourth candle or so is an anomaly.
  fixture = await DashboardFixture.open({ REPLAY_RATE: 'off', ALERTS_PER_WEEK: '40' });
  found.push(...(await fixture.send(CANDLES.slice(0, HISTORY))));
});

afterAll(() => fixture?.[Symbol.asyncDispose]());

const loadButton = (dashboard: Dashboard) => dashboard.button('Load earlier');
const end = ({ page }: Dashboard) => page.locator('.list-end');
const focusedTime = ({ page }: Dashboard) =>
  page.evaluate<number>('Number(document.activeElement.dataset.openTime)');

/** Evaluated in the page. */
function isInSight(item: HTMLElement | SVGElement): boolean {
  const { top, bottom } = item.getBoundingClientRect();
  const list = item.closest('.episodes')?.getBoundingClientRect();
  return list !== undefined && top >= list.top - 1 && bottom <= list.bottom + 1;
}

async function listedTimes({ anomalies }: Dashboard): Promise<number[]> {
  const listed = await anomalies.evaluateAll((items) => items.map((item) => Number(item.dataset.openTime)));
  return listed.reverse();
}

/** Presses the button until the list begins at the first candle. */
async function loadEverything(dashboard: Dashboard): Promise<void> {
  const complete = dashboard.page.getByText('Listed from the first candle on.');
  while (!(await complete.isVisible())) {
    const before = await dashboard.anomalies.count();
    await loadButton(dashboard).click();
    await expect.poll(() => dashboard.anomalies.count()).toBeGreaterThan(before);
    await dashboard.page.locator('.load-earlier[aria-disabled="true"]').waitFor({ state: 'detached' });
  }
}

/** Chooses a rarity and returns what should be left of these anomalies. */
async function showRareOnly(dashboard: Dashboard, listed: readonly number[]): Promise<number[]> {
  await dashboard.page.getByLabel('Rarity', { exact: true }).selectOption('once a month or rarer');
  return found
    .filter(({ openTime }) => openTime >= (listed[0] ?? 0))
    .filter(({ returnPeriodHours }) => returnPeriodHours >= ONCE_A_MONTH)
    .map(({ openTime }) => openTime);
}

describe('the list of anomalies', () => {
  it('begins with the newest, and the button at its end brings all that came before, each once', async () => {
    await using dashboard = await fixture.dashboard(EACH);
    await dashboard.anomalies.first().waitFor();
    const first = await listedTimes(dashboard);
    expect(first.length).toBeGreaterThanOrEqual(500);
    expect(first.length).toBeLessThan(found.length);
    expect(first).toEqual(foundTimes().slice(-first.length));
    await end(dashboard)
      .filter({ hasText: /Listed since \w+ \d+ \w+ 2021/ })
      .waitFor();
    await loadEverything(dashboard);
    expect(await listedTimes(dashboard)).toEqual(foundTimes());
    expect(dashboard.complaints).toEqual([]);
  });

  it('is read to its end and further with the keyboard alone, and says how many came', async () => {
    // The list also takes what the chart loads when it follows the chosen one: here only the list is meant.
    await using dashboard = await fixture.dashboardAfter(
      (page) =>
        page.route('**/graphql', (route) =>
          /"to":"[^"]+".*"anomaliesOnly":false/.test(route.request().postData() ?? '')
            ? route.abort()
            : route.continue(),
        ),
      {},
      `${fixture.server.url}/${EACH}`,
    );
    const { keyboard } = dashboard.page;
    await dashboard.anomalies.first().focus();
    await keyboard.press('End');
    const last = (await listedTimes(dashboard))[0] ?? 0;
    expect(await focusedTime(dashboard)).toBe(last);
    await expect.poll(() => dashboard.anomalies.last().evaluate(isInSight)).toBe(true);
    await keyboard.press('ArrowDown');
    await expect.poll(() => loadButton(dashboard).evaluate(isInSight)).toBe(true);
    expect(await loadButton(dashboard).evaluate((button) => button === document.activeElement)).toBe(true);
    await keyboard.press('Enter');
    await dashboard.page.getByRole('status').filter({ hasText: '500 earlier anomalies.' }).waitFor();
    const earlier = foundTimes().slice(0, foundTimes().indexOf(last)).reverse();
    await expect.poll(() => focusedTime(dashboard)).toBe(earlier[0]);
    await keyboard.press('ArrowDown');
    expect(await focusedTime(dashboard)).toBe(earlier[1]);
    expect(await dashboard.page.locator('.anomaly.is-selected').getAttribute('data-open-time')).toBe(
      String(earlier[1]),
    );
    await keyboard.press('ArrowUp');
    await keyboard.press('ArrowUp');
    expect(await focusedTime(dashboard)).toBe(last);
  });

  it('goes back until something passes the filter that I have set', async () => {
    await using dashboard = await fixture.dashboard(EACH);
    await dashboard.anomalies.first().waitFor();
    const listed = await listedTimes(dashboard);
    const rare = await showRareOnly(dashboard, listed);
    expect(await listedTimes(dashboard)).toEqual(rare);
    await loadButton(dashboard).click();
    await expect.poll(() => dashboard.anomalies.count()).toBeGreaterThan(rare.length);
  });

  it('saves as CSV what is shown, all of it, and its query returns it in the playground', async () => {
    await using dashboard = await fixture.dashboard(EACH);
    await dashboard.anomalies.first().waitFor();
    await loadButton(dashboard).click();
    await expect.poll(() => dashboard.anomalies.count()).toBeGreaterThan(1_000);
    const listed = await listedTimes(dashboard);
    const csv = dashboard.button('CSV');
    const download = dashboard.page.waitForEvent('download');
    await csv.click();
    const lines = (await readFile(await (await download).path(), 'utf8')).trim().split('\n').slice(1);
    expect(lines.map((line) => Date.parse(line.slice(0, line.indexOf(','))))).toEqual(listed);
    expect(await csv.getAttribute('title')).toContain(listed.length.toLocaleString('en-US'));

    const answer = async () => {
      const link = dashboard.page.getByRole('link', { name: 'GraphQL', exact: true });
      const { searchParams } = new URL((await link.getAttribute('href')) ?? '', fixture.server.url);
      const { detections } = await fixture.server.ask<{ detections: { candle: { openTime: string } }[] }>(
        searchParams.get('query') ?? '',
      );
      const times = detections.map(({ candle }) => Date.parse(candle.openTime));
      return { times, title: await link.getAttribute('title') };
    };
    expect(await answer()).toEqual({
      times: listed.slice(-1_000),
      title: expect.stringContaining('as many as one query gives, 1,000 from') as string,
    });
    const rare = await showRareOnly(dashboard, listed);
    const { times, title } = await answer();
    expect(title).toMatch(/of all kinds and rarities|as many as one query gives/);
    expect(times.at(-1)).toBe(rare.at(-1));
    expect(times).toEqual(
      foundTimes().slice(foundTimes().indexOf(times[0] ?? 0), foundTimes().indexOf(times.at(-1) ?? 0) + 1),
    );
  });

  it('goes back by itself to the anomaly of a link, and shows it', async () => {
    const { openTime } = found[20] ?? { openTime: 0 };
    await using dashboard = await fixture.dashboard(`${EACH}&at=${new Date(openTime).toISOString()}`);
    const chosen = dashboard.page.locator(`[data-open-time="${openTime}"][aria-current="true"]`);
    await chosen.waitFor();
    await expect.poll(() => chosen.evaluate(isInSight)).toBe(true);
    const listed = await listedTimes(dashboard);
    expect(listed).toEqual(foundTimes().slice(-listed.length));
  });

  it('says that earlier ones could not be loaded, keeps what it has, and gets them at the next try', async () => {
    await using dashboard = await fixture.dashboard(EACH);
    await dashboard.anomalies.first().waitFor();
    const before = await dashboard.anomalies.count();
    await dashboard.page.route('**/graphql', (route) =>
      route.request().postData()?.includes('"anomaliesOnly":true')
        ? route.fulfill({ json: { errors: [{ message: 'Out of order until noon.' }], data: null } })
        : route.continue(),
    );
    await loadButton(dashboard).click();
    const alert = dashboard.page.getByRole('alert').filter({ hasText: 'Out of order until noon.' });
    await alert.waitFor();
    expect(await dashboard.anomalies.count()).toBe(before);
    expect(await dashboard.findings()).toEqual([]);
    await dashboard.page.unroute('**/graphql');
    await dashboard.button('Try again').click();
    await expect.poll(() => dashboard.anomalies.count()).toBe(before + 500);
    expect(await alert.count()).toBe(0);
  });

  it('gives axe nothing to find at its end in either theme, and nothing is wider than a phone', async () => {
    await using dashboard = await fixture.dashboard(EACH, { ...PHONE, colorScheme: 'dark' });
    await loadButton(dashboard).scrollIntoViewIfNeeded();
    await dashboard.anomalies.last().click();
    for (const colorScheme of ['dark', 'light'] as const) {
      await dashboard.page.emulateMedia({ colorScheme });
      expect(await dashboard.findings()).toEqual([]);
    }
    const overflow = 'document.documentElement.scrollWidth - document.documentElement.clientWidth';
    expect(await dashboard.page.evaluate(overflow)).toBe(0);
    await dashboard.page.setViewportSize({ width: 1_440, height: 900 });
    expect(await dashboard.findings()).toEqual([]);
  });

  it('stays bounded while thousands come, and what it let go is loaded again without a hole', async () => {
    await using dashboard = await fixture.dashboard(EACH);
    await dashboard.anomalies.first().waitFor();
    const before = found.length;
    found.push(...(await fixture.send(CANDLES.slice(HISTORY))));
    expect(found.length - before).toBeGreaterThan(900);
    await dashboard.untilNewestIs(CANDLES.at(-1)?.openTime ?? 0);
    const newest = foundTimes().at(-1);
    await expect.poll(async () => (await listedTimes(dashboard)).at(-1)).toBe(newest);
    const held = await listedTimes(dashboard);
    expect(held.length).toBeLessThan(1_300);
    expect(held).toEqual(foundTimes().slice(-held.length));
    await loadEverything(dashboard);
    expect(await listedTimes(dashboard)).toEqual(foundTimes());
    expect(dashboard.complaints).toEqual([]);
  });
});

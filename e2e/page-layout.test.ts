import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { PHONE, type Dashboard } from './dashboard.ts';
import { DashboardFixture } from './dashboard-fixture.ts';
import { simulatedHours } from './fixtures.ts';

const CANDLES = simulatedHours(3_000);

let fixture: DashboardFixture;

beforeAll(async () => {
  fixture = await DashboardFixture.open({ REPLAY_RATE: 'off', ALERTS_PER_WEEK: '2' });
  await fixture.send(CANDLES);
});

afterAll(() => fixture?.[Symbol.asyncDispose]());

/** Keeps these files on their way until the function returned is called. */
async function hold(page: Page, files: string): Promise<() => void> {
  let release = () => {};
  const released = new Promise<void>((resolve) => (release = resolve));
  await page.route(files, async (route) => {
    await released;
    await route.continue();
  });
  return release;
}

/** Opens the page while the code of the overview is on its way for as long as somebody waits. */
async function openWithoutOverview({ page }: Dashboard): Promise<() => void> {
  await page.goto('about:blank');
  const release = await hold(page, '**/OverviewPanel-*.js');
  await page.goto(fixture.server.url, { waitUntil: 'commit' });
  return release;
}

/** Where the chart, the list and the table are, from the top of the page. */
const places = ({ page }: Dashboard) =>
  page.evaluate<Record<string, number>>(`Object.fromEntries(['.chart', '.anomalies', '.table'].map((part) =>
    [part, document.querySelector(part).getBoundingClientRect().top]))`);

describe('nothing is pushed away', () => {
  it.each([
    ['a phone', PHONE],
    ['a narrow phone', { ...PHONE, viewport: { width: 320, height: 640 } }],
    ['a tablet', { viewport: { width: 820, height: 1_180 } }],
    ['a screen', { viewport: { width: 1_440, height: 900 } }],
  ])('by an overview that comes late on %s, nor by a lane that goes', async (_, context) => {
    await using dashboard = await fixture.dashboard('', context);
    const { page } = dashboard;
    const release = await openWithoutOverview(dashboard);
    await dashboard.anomalies.first().waitFor();
    await page.locator('.legend .price').first().waitFor();
    const early = await places(dashboard);
    expect(await page.locator('.brush').count()).toBe(0);
    release();
    await page.locator('.brush').waitFor();
    expect(await places(dashboard)).toEqual(early);

    const height = async () => (await page.locator('.overview-place').boundingBox())?.height;
    const lanes = page.locator('.lane-names li');
    const before = { lanes: await lanes.count(), height: await height() };
    await page.locator('.filters .chip[aria-pressed="true"]:not(.is-switch)').first().click();
    await expect.poll(() => lanes.count()).toBe(before.lanes - 1);
    expect(await height()).toBe(before.height);
    expect(dashboard.complaints).toEqual([]);
  });
});

it.each([
  ['a phone', PHONE],
  ['a tablet', { viewport: { width: 820, height: 1_180 } }],
  ['a screen', { viewport: { width: 1_440, height: 900 } }],
])('keeps room on %s for the buttons that the server has still to allow', async (_, context) => {
  await using whole = await fixture.dashboard('', context);
  await using without = await fixture.dashboardAfter(
    (page) => page.addInitScript('window.WebSocket = class { addEventListener() {} close() {} }'),
    context,
  );
  await whole.page.locator('.watch-open').waitFor();
  for (const { page } of [whole, without]) await page.locator('.anomaly').first().waitFor();
  expect(await without.page.locator('.watch-open').count()).toBe(0);
  expect(await places(without)).toEqual(await places(whole));
});

it('leaves a verdict where it is while what came after the anomaly is looked up, so that no press is lost', async () => {
  await using dashboard = await fixture.dashboard();
  const { page } = dashboard;
  await dashboard.anomalies.first().waitFor();
  const release = await hold(page, '**/MomentFacts-*.js');
  await dashboard.anomalies.first().click();
  const place = () => page.locator('.verdict-form .segments').boundingBox();
  const before = await place();
  expect(before).not.toBeNull();
  expect(await page.locator('.moment-facts').count()).toBe(0);
  await page.getByRole('button', { name: 'Real', exact: true }).hover();
  await page.mouse.down();
  release();
  await page.locator('.similar li').first().waitFor();
  await page.locator('.anomaly-details .came-after').waitFor();
  expect(await place()).toEqual(before);
  await page.mouse.up();
  await page.locator('.anomaly.is-selected .verdict-badge.is-REAL').waitFor();
});

it.each([
  ['a screen', 1_440, 900],
  ['a lower one', 1_440, 871],
  ['a wide one', 1_920, 600],
])('shows whole lines of the list on %s', async (_, width, height) => {
  await using dashboard = await fixture.dashboard('', { viewport: { width, height } });
  await dashboard.anomalies.first().waitFor();
  const { list, lines } = await dashboard.page.evaluate<{ list: DOMRect; lines: DOMRect[] }>(`({
    list: document.querySelector('.episodes').getBoundingClientRect().toJSON(),
    lines: [...document.querySelectorAll('.episode')].map((line) => line.getBoundingClientRect().toJSON()),
  })`);
  expect(lines.at(-1)?.bottom).toBeGreaterThan(list.bottom);
  expect(lines.filter(({ top, bottom }) => top < list.bottom && bottom > list.bottom + 0.5)).toEqual([]);
});

it.each([
  ['a phone', PHONE],
  ['a tablet', { viewport: { width: 820, height: 1_180 } }],
])('keeps its head to two lines on %s, with trouble as well', async (_, context) => {
  await using dashboard = await fixture.dashboard('', context);
  const { page } = dashboard;
  await page.locator('.connection.is-live, .connection.is-overdue').waitFor();
  await page.locator('.channel-open').waitFor();
  const lines = () =>
    page.evaluate<number>(
      `new Set([...document.querySelector('.top-bar').children]
        .map((part) => part.getBoundingClientRect()).filter(({ height }) => height > 0)
        .map(({ top, height }) => Math.round((top + height / 2) / 20))).size`,
    );
  expect(await lines()).toBeLessThanOrEqual(2);
  await page.route('**/graphql', (route) => route.abort());
  await fixture.server.kill();
  await page.locator('.connection.is-reconnecting').waitFor();
  const count = await lines();
  await fixture.startServer();
  expect(count).toBeLessThanOrEqual(2);
});

it('asks for everything at once, and who was told only of an anomaly that somebody looks at', async () => {
  await using dashboard = await fixture.dashboard();
  await dashboard.page.goto('about:blank');
  const asked: string[] = [];
  dashboard.page.on('request', (request) => {
    const name = /query (\w+)/.exec(request.postData() ?? '')?.[1];
    if (name) asked.push(name);
  });
  await dashboard.page.goto(fixture.server.url);
  await dashboard.page.locator('.brush').waitFor();
  await dashboard.anomalies.first().waitFor();
  // Beside the newest candles, not after them.
  expect(asked.indexOf('Story')).toBeLessThan(
    asked.indexOf('DetectionsPage', asked.indexOf('DetectionsPage') + 1),
  );
  expect(asked.filter((name) => name === 'Story')).toHaveLength(1);
  expect(asked).not.toContain('Told');
  await dashboard.anomalies.first().click();
  await expect.poll(() => asked).toContain('Told');
});

it.each([
  ['a tablet', 820, 1_180],
  ['a laptop', 1_440, 900],
  ['a wide screen', 2_560, 1_440],
])(
  'says everything in full on %s: no figure and no line of the list is cut off',
  async (_, width, height) => {
    await using dashboard = await fixture.dashboard('', { viewport: { width, height } });
    await dashboard.anomalies.first().waitFor();
    await dashboard.figure('Next high').filter({ hasText: /\d/ }).waitFor();
    const cutOff = await dashboard.page.evaluate<string[]>(`[...document.querySelectorAll(
    '.figure-label, .figure dt + dd, .figure-note, .anomaly-words')]
    .filter(({ scrollWidth, clientWidth }) => scrollWidth > clientWidth).map(({ innerText, scrollWidth, clientWidth }) => innerText + " by " + (scrollWidth - clientWidth))`);
    expect(cutOff).toEqual([]);
  },
);

it('has the button that takes away a pinned moment beside its name on a phone', async () => {
  await using dashboard = await fixture.dashboard('#pin=2021-02-01T12:00Z,2021-03-01T12:00Z', PHONE);
  const { page } = dashboard;
  await page.locator('.unpin').nth(1).waitFor();
  await page.locator('.pinned .came-after').nth(1).waitFor();
  const tops = await page.evaluate<number[]>(
    `[...document.querySelectorAll('.pinned-name, .unpin')].map((one) => one.getBoundingClientRect().top)`,
  );
  expect(tops[1]).toBeCloseTo(tops[0] ?? NaN, 0);
  expect(tops[3]).toBeCloseTo(tops[2] ?? NaN, 0);
});

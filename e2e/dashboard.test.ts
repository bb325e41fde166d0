import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { injectFaults } from '@detective/data';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Dashboard, PHONE } from './dashboard.ts';
import { simulatedHours, writeCsv } from './fixtures.ts';
import { freePort, ServerProcess } from './server-process.ts';
import { DashboardFixture } from './dashboard-fixture.ts';

const PICTURES = fileURLToPath(new URL('screenshots', import.meta.url));
const HOUR = 3_600_000;
const START = Date.UTC(2021, 0, 1);

/** Two gaps, because those are anomalies to any detector; and market moves for the pictures. */
const CANDLES = injectFaults(simulatedHours(3_000), [
  { kind: 'gap', openTime: START + 1_600 * HOUR, size: 5 },
  { kind: 'crash', openTime: START + 1_900 * HOUR, size: 25 },
  { kind: 'gap', openTime: START + 2_300 * HOUR, size: 3 },
  { kind: 'wick', openTime: START + 2_550 * HOUR, size: 20 },
]).candles;
/** What is there when the page is opened; the rest comes while it is open. */
const HISTORY = CANDLES.slice(0, 2_600);
const times = CANDLES.map(({ openTime }) => openTime);
const newestOf = (candles: typeof CANDLES) => candles.at(-1)?.openTime ?? 0;

let fixture: DashboardFixture;

beforeAll(async () => {
  await mkdir(PICTURES, { recursive: true });
  fixture = await DashboardFixture.replay(HISTORY);
});

afterAll(() => fixture?.[Symbol.asyncDispose]());

const picture = (name: string) => ({ path: join(PICTURES, `${name}.png`) });

describe('the dashboard', () => {
  it('shows every candle of the history once, and asks nobody but its own server', async () => {
    await using dashboard = await fixture.dashboard();
    await dashboard.untilNewestIs(newestOf(HISTORY));
    await expect.poll(() => dashboard.connection.textContent()).toContain('Live');
    expect(await dashboard.page.locator('.source').textContent()).toContain('Replay');
    // The page holds the newest range; the rest is loaded by panning back.
    const held = await dashboard.candleTimes();
    expect(held.length).toBeGreaterThanOrEqual(500);
    expect(held).toEqual(times.slice(0, HISTORY.length).slice(-held.length));
    expect([...dashboard.hosts]).toEqual([new URL(fixture.server.url).host]);
    expect(dashboard.complaints).toEqual([]);
  });

  it('loads history page by page while somebody pans back with the keyboard', async () => {
    await using dashboard = await fixture.dashboard();
    await dashboard.untilNewestIs(newestOf(HISTORY));
    await dashboard.page.locator('.plot').focus();
    await expect
      .poll(
        async () => {
          for (let press = 0; press < 6; press++) await dashboard.page.keyboard.press('PageUp');
          return dashboard.candleTimes().then((held) =>
            dashboard.page
              .locator('.plot')
              .focus()
              .then(() => held.length),
          );
        },
        { timeout: 30_000 },
      )
      .toBe(HISTORY.length);
    expect(await dashboard.candleTimes()).toEqual(times.slice(0, HISTORY.length));
  });

  it('lists the anomalies with their reason; one click shows the candle, and the address leads back to it', async () => {
    await using dashboard = await fixture.dashboard();
    const oldest = dashboard.anomalies.last();
    const openTime = Number(await oldest.getAttribute('data-open-time'));
    await oldest.click();
    expect(dashboard.page.url()).toContain(`#at=${new Date(openTime).toISOString().slice(0, 16)}Z`);
    await dashboard.button('Newest candle →').waitFor();
    const reason = (await dashboard.page.locator('.anomaly-reason').textContent()) ?? '';
    expect(await dashboard.explanationInTheMiddle()).toContain(reason.trim());
    await dashboard.page.screenshot(picture('anomaly'));

    await using later = await fixture.dashboard(`#at=${new Date(openTime).toISOString()}`);
    await later.page.locator(`[data-open-time="${openTime}"][aria-current="true"]`).waitFor();
    await later.button('Newest candle →').click();
    await later.button('Newest candle →').waitFor({ state: 'detached' });
  });

  it('lets the arrow keys go through the anomalies', async () => {
    await using dashboard = await fixture.dashboard();
    await dashboard.anomalies.first().focus();
    await dashboard.page.keyboard.press('ArrowDown');
    const second = await dashboard.anomalies.nth(1).getAttribute('data-open-time');
    expect(await dashboard.page.locator('.anomaly.is-selected').getAttribute('data-open-time')).toBe(second);
    await dashboard.page.keyboard.press('Home');
    expect(await dashboard.anomalies.first().getAttribute('aria-current')).toBe('true');
  });

  it('follows the theme of the system until somebody chooses, and remembers the choice', async () => {
    await using dashboard = await fixture.dashboard('', { colorScheme: 'light' });
    const scheme = () =>
      dashboard.page.evaluate<string>('getComputedStyle(document.documentElement).colorScheme');
    expect(await scheme()).toBe('light');
    await dashboard.button('Switch to the dark theme').click();
    expect(await scheme()).toBe('dark');
    await dashboard.page.reload();
    expect(await scheme()).toBe('dark');
  });

  it('is printed in dark letters and a light chart, whatever the theme', async () => {
    await using dashboard = await fixture.dashboard('', { colorScheme: 'dark' });
    const { page } = dashboard;
    await page.locator('.canvas canvas').first().waitFor();
    await page.evaluate(`
      addEventListener('beforeprint', () => {
        globalThis.printed = getComputedStyle(document.body).color;
        const chart = document.querySelector('.canvas > canvas');
        globalThis.corner = [...chart.getContext('2d').getImageData(1, 1, 1, 1).data];
      });
    `);
    const letters = await page.evaluate('getComputedStyle(document.body).color');
    await page.pdf();
    expect(await page.evaluate('printed')).toBe('rgb(23, 32, 44)');
    expect(await page.evaluate('corner')).toEqual([255, 255, 255, 255]);
    await page.locator('.canvas > canvas').waitFor({ state: 'detached' });
    expect(await page.evaluate('getComputedStyle(document.body).color')).toBe(letters);
  });

  it.each([
    ['the keyboard', {}, 1_440],
    ['a tap on a phone', PHONE, PHONE.viewport.width],
  ])('says what each figure means, and in which unit it is, to %s', async (way, context, width) => {
    await using dashboard = await fixture.dashboard('', context);
    await dashboard.untilNewestIs(newestOf(HISTORY));
    const boxes = await dashboard.page.locator('.figure').all();
    expect(boxes.length).toBeGreaterThanOrEqual(6);
    for (const box of boxes) {
      const [label, meaning] = [box.getByRole('button'), box.locator('.figure-meaning')];
      expect(await meaning.isVisible()).toBe(false);
      await (way === 'the keyboard' ? label.focus() : label.tap());
      await meaning.waitFor();
      const place = await meaning.boundingBox();
      expect(place?.x).toBeGreaterThanOrEqual(0);
      expect((place?.x ?? 0) + (place?.width ?? 0)).toBeLessThanOrEqual(width);
      if (way !== 'the keyboard') continue;
      await dashboard.page.keyboard.press('Escape');
      await meaning.waitFor({ state: 'hidden' });
    }
  });

  it.each([
    ['dark', { colorScheme: 'dark' }],
    ['light', { colorScheme: 'light' }],
    ['phone-dark', { ...PHONE, colorScheme: 'dark' }],
    ['phone-light', { ...PHONE, colorScheme: 'light' }],
  ] as const)('gives axe nothing to find and nothing to scroll sideways: %s', async (name, context) => {
    await using dashboard = await fixture.dashboard('', context);
    await dashboard.untilNewestIs(newestOf(HISTORY));
    await dashboard.anomalies.first().waitFor();
    await dashboard.figure('Mean error of the high').filter({ hasText: 'USD' }).waitFor();
    await dashboard.figure('Next high, forecast').filter({ hasText: 'USD' }).waitFor();
    await dashboard.page.screenshot(picture(name));
    await dashboard.page.locator('details.table summary').click();
    expect(await dashboard.findings()).toEqual([]);
    const overflow = 'document.documentElement.scrollWidth - document.documentElement.clientWidth';
    expect(await dashboard.page.evaluate(overflow)).toBe(0);
  });

  it('says that the server cannot be reached, and begins by itself when it can', async () => {
    await using dashboard = await fixture.dashboardAfter((page) =>
      page.route('**/graphql', (route) => route.abort()),
    );
    await dashboard.page.getByRole('heading', { name: 'The server does not answer' }).waitFor();
    await dashboard.page.screenshot(picture('unreachable'));
    expect(await dashboard.findings()).toEqual([]);
    await dashboard.page.unroute('**/graphql');
    await dashboard.untilNewestIs(newestOf(HISTORY));
  });

  it('goes on where it was when the server is killed and comes back: no reload, nothing missing, nothing twice', async () => {
    await using dashboard = await fixture.dashboard();
    await dashboard.untilNewestIs(newestOf(HISTORY));
    await dashboard.page.evaluate('window.name = "the same page"');
    await fixture.server.stop();
    const CANDLES_CSV = await writeCsv(join(fixture.folder, 'all.csv'), CANDLES);
    await fixture.startServer({ CANDLES_CSV, REPLAY_RATE: '40' });
    await dashboard.box('Newest candle').waitFor();
    const live = dashboard.page.locator('.connection.is-live');
    await live.waitFor();
    await expect
      .poll(() => dashboard.candleTimes().then((held) => held.at(-1)), { timeout: 180_000 })
      .toBeGreaterThan(newestOf(HISTORY) + 60 * HOUR);
    await fixture.server.kill();
    await dashboard.page.locator('.connection', { hasText: /Reconnecting since \d\d:\d\d/ }).waitFor();
    await dashboard.page.screenshot(picture('reconnecting'));
    await fixture.startServer({ CANDLES_CSV, REPLAY_RATE: '200' });
    await dashboard.untilNewestIs(newestOf(CANDLES));
    await live.waitFor();
    const held = await dashboard.candleTimes();
    expect(held).toEqual(times.slice(-held.length));
    expect(await dashboard.page.evaluate('window.name')).toBe('the same page');
    expect(dashboard.complaints).toEqual([]);
  });
});

describe('the dashboard of a server without candles', () => {
  it('says so, and shows the first candle without a reload', async () => {
    const empty = await ServerProcess.start({
      PORT: String(await freePort()),
      DATA_DIR: join(fixture.folder, 'empty'),
      REPLAY_RATE: 'off',
    });
    await using dashboard = await Dashboard.open(fixture.browser, empty.url);
    await dashboard.page.getByRole('heading', { name: 'No candles yet' }).waitFor();
    await dashboard.page.screenshot(picture('empty'));
    expect(await dashboard.findings()).toEqual([]);
    const [first] = CANDLES;
    if (!first) throw new Error('The fixture has no candle.');
    await empty.ask('mutation ($candle: CandleInput!) { predictAnomaly(candle: $candle) { id } }', {
      candle: { ...first, openTime: new Date(first.openTime).toISOString() },
    });
    await dashboard.untilNewestIs(first.openTime);
    await dashboard.page.getByText(/Warming up: 1 of \d+ candles/).waitFor();
    await dashboard.page.screenshot(picture('warming-up'));
    await empty.stop();
  });
});

describe('the dashboard of a server with a read token', () => {
  it('asks for the token, says when it is the wrong one, and shows the page with the right one', async () => {
    const guarded = await ServerProcess.start({
      PORT: String(await freePort()),
      DATA_DIR: join(fixture.folder, 'guarded'),
      REPLAY_RATE: 'off',
      READ_TOKEN: 'a token of this test, long enough',
    });
    await using dashboard = await Dashboard.open(fixture.browser, guarded.url);
    const enter = async (token: string) => {
      await dashboard.page.getByLabel('Token').fill(token);
      await dashboard.button('Open').click();
    };
    await dashboard.page.getByText('shows its candles only to those').waitFor();
    await dashboard.page.screenshot(picture('token'));
    expect(await dashboard.findings()).toEqual([]);
    await enter('a wrong token, also long enough');
    await dashboard.page.getByText('The token was not accepted').waitFor();
    await enter('a token of this test, long enough');
    await dashboard.page.getByRole('heading', { name: 'No candles yet' }).waitFor();
    await expect.poll(() => dashboard.connection.textContent()).toContain('Live');
    await guarded.stop();
  });
});

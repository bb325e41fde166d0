import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { simulate } from '@detective/data';
import type { Page, Route } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { PHONE } from './dashboard.ts';
import { DashboardFixture } from './dashboard-fixture.ts';

const PICTURES = fileURLToPath(new URL('screenshots', import.meta.url));
const HOUR = 3_600_000;
const COUNT = 300;
/** The newest hour closed five hours before the last full one. */
const END = Math.floor(Date.now() / HOUR) * HOUR - 5 * HOUR;
const CANDLES = [...simulate({ seed: 8, interval: '1h', from: END - COUNT * HOUR, count: COUNT })];
const NEWEST = CANDLES.at(-1)?.openTime ?? 0;
const WATCH = { kind: 'EXCHANGE', label: 'Bitstamp', symbol: 'BTC/USD', interval: '1h' };
const REASON = 'Bitstamp has other candles than those stored. Check EXCHANGE, then start the server again.';

let fixture: DashboardFixture;

beforeAll(async () => {
  await mkdir(PICTURES, { recursive: true });
  fixture = await DashboardFixture.open({ REPLAY_RATE: 'off' });
});

afterAll(() => fixture?.[Symbol.asyncDispose]());

interface Said {
  source?: object;
}

/** What the server says of its source, with these words in it; nothing else is changed. */
const saying = (said: () => Said) => (page: Page) => {
  const answer = async (route: Route) => {
    const question = route.request().postData() ?? '';
    if (!/query (Overview|SeriesOverview)/.test(question)) return route.continue();
    const response = await route.fetch();
    const { data } = (await response.json()) as {
      data: { about?: { source: object } };
    };
    const { source } = said();
    if (data.about && source) data.about.source = { ...data.about.source, ...source };
    return route.fulfill({ response, json: { data } });
  };
  return page.route('**/graphql', (route) =>
    answer(route).catch((error: unknown) => {
      // A page that is closed meanwhile takes what it asked for with it.
      if (!/closed|disposed/.test(String(error))) throw error;
    }),
  );
};

describe('a page without any candle', () => {
  it('says why the source has ended, and does not promise that the chart starts by itself', async () => {
    const ended = {
      ...WATCH,
      kind: 'CSV',
      label: 'hours.csv',
      state: 'ENDED',
      failure: 'Line 7 has no date.',
    };
    await using dashboard = await fixture.dashboardAfter(saying(() => ({ source: ended })));
    const state = dashboard.page.locator('.page-state');
    await state.filter({ hasText: 'The replay of hours.csv has ended. Line 7 has no date.' }).waitFor();
    expect(await state.textContent()).not.toMatch(/by itself/);
    expect(await dashboard.page.locator('.replay').count()).toBe(0);
    await dashboard.connection.filter({ hasText: 'Candles have ended' }).waitFor();
    expect(await dashboard.findings()).toEqual([]);
  });

  it('promises the chart where clients may send candles at any time', async () => {
    await using dashboard = await fixture.dashboard();
    await dashboard.page.locator('.page-state').getByText('The chart starts by itself').waitFor();
  });
});

describe('a page whose candles have stopped', () => {
  beforeAll(() => fixture.send(CANDLES));

  it.each([
    ['dark', { colorScheme: 'dark' }],
    ['light', { colorScheme: 'light' }],
    ['phone', { ...PHONE, colorScheme: 'dark' }],
  ] as const)(
    'says that the watch has ended, why, and nothing of candles to come: %s',
    async (name, context) => {
      const ended = { ...WATCH, state: 'ENDED', failure: REASON };
      await using dashboard = await fixture.dashboardAfter(
        saying(() => ({ source: ended })),
        context,
      );
      await dashboard.untilNewestIs(NEWEST);
      const notices = dashboard.page.locator('.notice');
      await notices.filter({ hasText: `The watch over Bitstamp has ended. ${REASON}` }).waitFor();
      await notices.filter({ hasText: /No candle from Bitstamp for [56] hours/ }).waitFor();
      expect((await notices.allTextContents()).join()).not.toMatch(/as soon as|keeps trying/);
      expect(await dashboard.connection.textContent()).toBe('Candles have ended');
      expect(await dashboard.connection.getAttribute('title')).toContain(REASON);
      expect(await dashboard.page.locator('.source').innerText()).toBe('Ended: Bitstamp');
      expect(await dashboard.findings()).toEqual([]);
      const overflow = 'document.documentElement.scrollWidth - document.documentElement.clientWidth';
      expect(await dashboard.page.evaluate(overflow)).toBe(0);
      await dashboard.page.screenshot({ path: join(PICTURES, `watch-ended-${name}.png`) });
    },
  );

  it('says that the server keeps trying while the watch fails, and takes it back when it works again', async () => {
    const failing = {
      state: 'FAILING',
      failure: 'Bitstamp answers 429.',
      failingSince: new Date().toISOString(),
    };
    let source: object = { ...WATCH, ...failing };
    await using dashboard = await fixture.dashboardAfter(saying(() => ({ source })));
    const notice = dashboard.page.locator('.notice').filter({ hasText: 'Bitstamp answers 429.' });
    await notice.filter({ hasText: 'The server keeps trying.' }).waitFor();
    await dashboard.connection.filter({ hasText: 'Candles delayed' }).waitFor();
    source = WATCH;
    await notice.waitFor({ state: 'detached' });
  });

  it('says so for candles of clients, with no forecast of an hour long past, until the next candles come', async () => {
    await using dashboard = await fixture.dashboard();
    await dashboard.untilNewestIs(NEWEST);
    const forecast = dashboard.figure('Next high, forecast');
    const notice = dashboard.page.locator('.notice').filter({ hasText: /No candle for [56] hours/ });
    await notice.filter({ hasText: 'Whatever sends the candles of this series has stopped' }).waitFor();
    await dashboard.connection.filter({ hasText: /Overdue since \d\d:00 UTC/ }).waitFor();
    await forecast.filter({ hasText: /^–$/ }).waitFor();
    await dashboard.page.screenshot({ path: join(PICTURES, 'feed-overdue.png') });
    const from = END - COUNT * HOUR;
    await fixture.send([...simulate({ seed: 8, interval: '1h', from, count: COUNT + 5 })].slice(-5));
    await dashboard.untilNewestIs(END + 4 * HOUR);
    await notice.waitFor({ state: 'detached' });
    await forecast.filter({ hasText: /\d/ }).waitFor();
    await dashboard.page.locator('.connection.is-live').waitFor();
    expect(dashboard.complaints).toEqual([]);
  });
});

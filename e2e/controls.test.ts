import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { injectFaults } from '@detective/data';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Dashboard, PHONE } from './dashboard.ts';
import { simulatedHours, writeCsv } from './fixtures.ts';
import { freePort, ServerProcess } from './server-process.ts';
import { DashboardFixture } from './dashboard-fixture.ts';

const HOUR = 3_600_000;
const DAY = 24 * HOUR;
const START = Date.UTC(2021, 0, 1);
const NAME = 'ETH/EUR 1h · Bitcoin Anomaly Detective';

/** Gaps, because those are anomalies to any detector. */
const CANDLES = injectFaults(simulatedHours(4_000), [
  { kind: 'gap', openTime: START + 1_600 * HOUR, size: 5 },
  { kind: 'gap', openTime: START + 2_300 * HOUR, size: 3 },
]).candles;
const HISTORY = CANDLES.slice(0, 2_600);
/** Another series, sent by hand: a range with a gap in it, and what comes after. */
const OTHER = injectFaults(simulatedHours(900, 5), [
  { kind: 'gap', openTime: START + 800 * HOUR, size: 4 },
]).candles;

let fixture: DashboardFixture;

beforeAll(async () => {
  fixture = await DashboardFixture.open({ REPLAY_RATE: 'off' });
  await fixture.send(HISTORY);
  await fixture.send(OTHER, 'ETH/EUR');
  await fixture.server.stop();
  const CANDLES_CSV = await writeCsv(join(fixture.folder, 'all.csv'), CANDLES);
  await fixture.startServer({ CANDLES_CSV, REPLAY_RATE: '5' });
});

afterAll(() => fixture?.[Symbol.asyncDispose]());

async function newestAt(from: ServerProcess): Promise<number> {
  const { detections } = await from.ask<{ detections: { candle: { openTime: string } }[] }>(
    '{ detections(limit: 1) { candle { openTime } } }',
  );
  return Date.parse(detections[0]?.candle.openTime ?? '');
}

const button = ({ page }: Dashboard, name: string | RegExp) =>
  page.getByRole('button', { name, exact: true });
const words = ({ page }: Dashboard) => page.locator('.replay-words');
const answerTo = (page: Page, operation: string) =>
  page.waitForResponse((response) => response.request().postData()?.includes(operation) ?? false);

describe('the replay', () => {
  it('sends no candle any more when I pause it, and goes on when I start it', async () => {
    await using dashboard = await fixture.dashboard();
    await words(dashboard).filter({ hasText: 'Replay running' }).waitFor();
    await button(dashboard, 'Pause').click();
    await words(dashboard).filter({ hasText: 'Replay paused' }).waitFor();
    const newest = await newestAt(fixture.server);
    for (let round = 0; round < 2; round++) await answerTo(dashboard.page, 'query Overview');
    expect(await newestAt(fixture.server)).toBe(newest);
    await dashboard.untilNewestIs(newest);

    await button(dashboard, 'Start').click();
    await words(dashboard).filter({ hasText: 'Replay running' }).waitFor();
    await expect.poll(() => newestAt(fixture.server)).toBeGreaterThan(newest);
    await expect.poll(() => dashboard.candleTimes().then((held) => held.at(-1))).toBeGreaterThan(newest);
    expect(dashboard.complaints).toEqual([]);
  });

  it('takes the speed that I choose and says how long it will take', async () => {
    await using dashboard = await fixture.dashboard();
    await button(dashboard, '1/s').focus();
    await dashboard.page.keyboard.press('Enter');
    await dashboard.page.locator('.segments [aria-pressed="true"]', { hasText: '1/s' }).waitFor();
    expect(await fixture.server.ask('{ replay { rate } }')).toEqual({ replay: { rate: '1' } });
    await dashboard.page.locator('.replay-progress', { hasText: /\d+ min left/ }).waitFor();
  });

  it('waits at the day that I set, and another page that is open says so, too', async () => {
    await using dashboard = await fixture.dashboard();
    await using other = await fixture.dashboard();
    const until = Math.floor((await newestAt(fixture.server)) / DAY) * DAY + 2 * DAY;
    await dashboard.page.locator('.replay-range summary').click();
    await dashboard.page.getByLabel('Until').fill(new Date(until).toISOString().slice(0, 10));
    await button(dashboard, 'Set').click();
    await button(dashboard, '200/s').click();
    for (const page of [dashboard, other]) {
      await words(page)
        .filter({ hasText: /waiting before \d+ \w+ 2021/ })
        .waitFor();
      await page.untilNewestIs(until - HOUR);
    }
    expect(await newestAt(fixture.server)).toBe(until - HOUR);
  });
});

describe('verdicts', () => {
  const precision = ({ page }: Dashboard) => page.locator('.precision');
  const pick = async (dashboard: Dashboard, openTime: number) => {
    const anomaly = dashboard.page.locator(`.anomaly[data-open-time="${openTime}"]`);
    await anomaly.click();
    return anomaly;
  };
  const gaps = CANDLES.filter(
    ({ openTime }, index) => openTime - (CANDLES[index - 1]?.openTime ?? openTime) > HOUR,
  );
  const [first = 0, second = 0] = gaps.map(({ openTime }) => openTime);

  it('change the precision when I mark an anomaly as real or false', async () => {
    await using dashboard = await fixture.dashboard('#lines=anomalies');
    await precision(dashboard).filter({ hasText: 'None judged yet' }).waitFor();
    await pick(dashboard, first);
    await button(dashboard, 'False alarm').click();
    await precision(dashboard).filter({ hasText: 'Precision 0 % of 1 judged' }).waitFor();
    await pick(dashboard, second);
    await dashboard.page.getByLabel('Note').fill('The exchange was down, "planned"');
    await button(dashboard, 'Real').click();
    await precision(dashboard).filter({ hasText: 'Precision 50 % of 2 judged' }).waitFor();
    await button(dashboard, 'Expected').click();
    await precision(dashboard).filter({ hasText: 'Precision 0 % of 1 judged' }).waitFor();
    await button(dashboard, 'Real').click();
    await precision(dashboard).filter({ hasText: 'Precision 50 % of 2 judged' }).waitFor();
    expect(dashboard.complaints).toEqual([]);
  });

  it('are there when I come back, and in the file that I save', async () => {
    await using dashboard = await fixture.dashboard('#lines=anomalies');
    const anomaly = dashboard.page.locator(`.anomaly[data-open-time="${second}"]`);
    await anomaly.filter({ hasText: 'Real: The exchange was down, "planned"' }).waitFor();
    const download = dashboard.page.waitForEvent('download');
    await button(dashboard, 'CSV').click();
    const csv = await readFile(await (await download).path(), 'utf8');
    expect(csv.split('\n')[0]).toMatch(/,verdict,verdict_note$/);
    expect(csv).toContain(',REAL,"The exchange was down, ""planned"""\n');
  });

  it('go back to what they were when the server does not take them, and I am told', async () => {
    await using dashboard = await fixture.dashboard('#lines=anomalies');
    const anomaly = await pick(dashboard, first);
    await dashboard.page.route('**/graphql', (route) =>
      route.request().postData()?.includes('GiveVerdict') ? route.abort() : route.continue(),
    );
    await button(dashboard, 'Real').click();
    await dashboard.page.getByRole('alert').filter({ hasText: 'The verdict was not stored.' }).waitFor();
    expect(await anomaly.locator('.verdict-badge').textContent()).toContain('False alarm');
    expect(await dashboard.findings()).toEqual([]);
    await dashboard.page.unroute('**/graphql');
    await button(dashboard, 'Try again').click();
    await precision(dashboard).filter({ hasText: 'Precision 100 % of 2 judged' }).waitFor();
    expect(await anomaly.locator('.verdict-badge').textContent()).toContain('Real');
  });

  it('are taken back by a second click', async () => {
    await using dashboard = await fixture.dashboard('#lines=anomalies');
    const anomaly = await pick(dashboard, first);
    await button(dashboard, 'Real').click();
    await precision(dashboard).filter({ hasText: 'Precision 100 % of 1 judged' }).waitFor();
    expect(await anomaly.locator('.verdict-badge').count()).toBe(0);
  });
});

describe('another series', () => {
  const picker = ({ page }: Dashboard) => page.getByRole('combobox', { name: 'Series' });

  it('is shown when I switch to it; the address leads there, and the way back leads back', async () => {
    await using dashboard = await fixture.dashboard();
    await picker(dashboard).click();
    const other = dashboard.page.getByRole('option').filter({ hasText: 'ETH/EUR' });
    await other.filter({ hasText: /\d open.*\d EUR/ }).waitFor();
    expect(await dashboard.findings()).toEqual([]);
    await other.click();
    await dashboard.untilNewestIs(OTHER.at(-1)?.openTime ?? 0);
    await dashboard.figure('ETH/EUR').waitFor();
    expect(dashboard.page.url()).toContain('#series=ETH/EUR@1h');
    await dashboard.anomalies.first().click();
    expect(dashboard.page.url()).toMatch(/#series=ETH\/EUR@1h&at=2021-/);

    await using later = await Dashboard.open(fixture.browser, dashboard.page.url());
    await later.page.locator('.anomaly.is-selected').waitFor();
    expect(await picker(later).inputValue()).toBe('ETH/EUR 1h');

    await dashboard.page.goBack();
    await dashboard.figure('BTC/USD').waitFor();
    expect(dashboard.complaints).toEqual([]);
  });
});

describe('what came while I was away', () => {
  const look = (page: Page, state: 'hidden' | 'visible') =>
    page.evaluate(
      `Object.defineProperty(document, 'visibilityState', { value: '${state}', configurable: true });
       document.dispatchEvent(new Event('visibilitychange'));`,
    );

  it('is counted by the title of the tab until I look', async () => {
    await using dashboard = await fixture.dashboard('#series=ETH/EUR@1h&lines=anomalies');
    await dashboard.anomalies.first().waitFor();
    const before = await dashboard.anomalies.count();
    expect(await dashboard.page.title()).toBe(NAME);
    await look(dashboard.page, 'hidden');
    const newest = OTHER.at(-1);
    if (!newest) throw new Error('The fixture has no candle.');
    for (const [hours, title] of [
      [10, `(1) ${NAME}`],
      [20, `(2) ${NAME}`],
    ] as const) {
      const late = { ...newest, openTime: newest.openTime + hours * HOUR };
      await fixture.send([late], 'ETH/EUR');
      await expect.poll(() => dashboard.page.title()).toBe(title);
    }
    await look(dashboard.page, 'visible');
    await expect.poll(() => dashboard.page.title()).toBe(NAME);
    expect(await dashboard.anomalies.count()).toBe(before + 2);
  });
});

it.each([
  ['dark', { colorScheme: 'dark' }],
  ['light', { colorScheme: 'light' }],
  ['phone', { ...PHONE, colorScheme: 'dark' }],
] as const)(
  'axe finds nothing in the controls, and nothing is wider than the page: %s',
  async (_name, context) => {
    await using dashboard = await fixture.dashboard('', context);
    await dashboard.anomalies.first().click();
    await dashboard.page.locator('.replay-range summary').click();
    await dashboard.page.locator('.precision').waitFor();
    await dashboard.page.getByText('Alert me to new ones').click();
    expect(await dashboard.findings()).toEqual([]);
    const overflow = 'document.documentElement.scrollWidth - document.documentElement.clientWidth';
    expect(await dashboard.page.evaluate(overflow)).toBe(0);
  },
);

it('asks for the token where the server lets nobody change things without it', async () => {
  const INGEST_TOKEN = 'a token of this test, long enough';
  const guarded = await ServerProcess.start({
    PORT: String(await freePort()),
    DATA_DIR: join(fixture.folder, 'guarded'),
    CANDLES_CSV: join(fixture.folder, 'all.csv'),
    REPLAY_RATE: '20',
    INGEST_TOKEN,
  });
  await using dashboard = await Dashboard.open(fixture.browser, guarded.url);
  const enter = async (token: string) => {
    await dashboard.page.getByLabel('Token').fill(token);
    await button(dashboard, 'Use it').click();
  };
  await button(dashboard, 'Pause').click();
  await dashboard.page.getByText('Changes need the server’s token').waitFor();
  await words(dashboard).filter({ hasText: 'Replay running' }).waitFor();
  expect(await dashboard.findings()).toEqual([]);
  await enter('a wrong token, also long enough');
  await dashboard.page.getByText('The token was not accepted').waitFor();
  await enter(INGEST_TOKEN);
  await words(dashboard).filter({ hasText: 'Replay paused' }).waitFor();
  expect(dashboard.complaints).toEqual([]);
  await guarded.stop();
});

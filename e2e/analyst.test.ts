import { INTERVALS, injectFaults, type Ohlcv } from '@detective/data';
import type { BrowserContextOptions } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Analyst, type Hand } from './analyst.ts';
import { PHONE } from './dashboard.ts';
import { simulatedHours } from './fixtures.ts';
import { DashboardFixture } from './dashboard-fixture.ts';

const MAY = Date.UTC(2021, 4, 19, 12);
const DECEMBER = Date.UTC(2021, 11, 4, 5);
const DAY = 24 * INTERVALS['1h'];
const YEAR = { from: '2021-01-01T00:00:00Z', to: '2022-01-01T00:00:00Z' };
/** All of 2021 and some weeks more. */
const HOURS = injectFaults(simulatedHours(10_177), [
  { kind: 'crash', openTime: MAY, size: 25 },
  { kind: 'crash', openTime: DECEMBER, size: 20 },
]).candles;

let fixture: DashboardFixture;
beforeAll(async () => {
  fixture = await DashboardFixture.open({ REPLAY_RATE: 'off' });
  await fixture.send(HOURS);
  const sendMany = 'mutation ($candles: [CandleInput!]!) { predictAnomalies(candles: $candles) { id } }';
  const candles = fourHours(HOURS).slice(0, 1_000);
  await fixture.server.ask(sendMany, { candles });
});
afterAll(() => fixture?.[Symbol.asyncDispose]());

function fourHours(hours: readonly Ohlcv[]) {
  return Array.from({ length: Math.floor(hours.length / 4) }, (_, index) => {
    const four = hours.slice(index * 4, index * 4 + 4);
    return {
      interval: '4h',
      openTime: new Date(four[0]?.openTime ?? 0).toISOString(),
      open: four[0]?.open ?? 0,
      high: Math.max(...four.map(({ high }) => high)),
      low: Math.min(...four.map(({ low }) => low)),
      close: four.at(-1)?.close ?? 0,
      volume: four.reduce((sum, { volume }) => sum + (volume ?? 0), 0),
    };
  });
}

const CONTEXTS: Record<Hand, BrowserContextOptions> = { mouse: {}, finger: PHONE, keyboard: {} };
async function sitDown(hand: Hand, hash = '#series=BTC/USD@1h') {
  const permissions = ['clipboard-read', 'clipboard-write'];
  const dashboard = await fixture.dashboard(hash, { ...CONTEXTS[hand], permissions });
  await dashboard.page.locator('.brush').waitFor();
  await dashboard.anomalies.first().waitFor();
  return {
    dashboard,
    analyst: new Analyst(dashboard, hand),
    [Symbol.asyncDispose]: () => dashboard[Symbol.asyncDispose](),
  };
}
type Sitting = Awaited<ReturnType<typeof sitDown>>;

const goTo = ({ dashboard: { page }, analyst }: Sitting, text: string) =>
  analyst.write(page.getByLabel('Go to a date'), text);
const shownRange = ({ dashboard: { page } }: Sitting) =>
  page.locator('.brush').getAttribute('aria-valuetext');
/** The line of the list at which somebody arrives with the tab key, or sees first. */
const firstLine = ({ dashboard: { page } }: Sitting) => page.locator('.anomaly[tabindex="0"]');

/** The rarest anomaly of each incident of the year, the rarest first. */
async function rarestOfTheYear(): Promise<number[]> {
  const { incidents } = await fixture.server.ask<{
    incidents: { peak: { returnPeriodHours: number | null; candle: { openTime: string } } }[];
  }>(
    `query ($from: DateTime, $to: DateTime) {
      incidents(from: $from, to: $to, limit: 1000) { peak { returnPeriodHours candle { openTime } } }
    }`,
    YEAR,
  );
  return incidents
    .map(({ peak }) => ({ hours: peak.returnPeriodHours ?? 0, time: Date.parse(peak.candle.openTime) }))
    .sort((one, other) => other.hours - one.hours || other.time - one.time)
    .map(({ time }) => time);
}

async function fiveRarest(sitting: Sitting): Promise<number> {
  const { dashboard, analyst } = sitting;
  await goTo(sitting, '2021');
  await analyst.press(dashboard.button('In sight'));
  await analyst.choose(dashboard.page.getByLabel('Order'), 'Rarest');
  const times = () =>
    dashboard.anomalies.evaluateAll((lines) =>
      lines.slice(0, 5).map((line) => Number((line as HTMLElement).dataset.openTime)),
    );
  await expect.poll(times).toEqual((await rarestOfTheYear()).slice(0, 5));
  return analyst.clicks;
}

async function wholeYear(sitting: Sitting): Promise<number> {
  await goTo(sitting, '2021');
  await expect.poll(() => shownRange(sitting)).toBe('Fri 1 Jan 2021 00:00 to Sat 1 Jan 2022 00:00 UTC');
  return sitting.analyst.clicks;
}

const percent = (share: number) => `${share < 0 ? '−' : '+'}${Math.abs(100 * share).toFixed(2)} %`;
function inADay(openTime: number): string {
  const closeAt = (time: number) => HOURS.find((hour) => hour.openTime === time)?.close ?? NaN;
  return percent(closeAt(openTime + DAY) / closeAt(openTime) - 1);
}

async function besideEachOther(sitting: Sitting): Promise<number> {
  const { dashboard, analyst } = sitting;
  await analyst.press(dashboard.button('In sight'));
  for (const [day, openTime] of [
    ['2021-05-19', MAY],
    ['2021-12-04', DECEMBER],
  ] as const) {
    await goTo(sitting, day);
    const line = dashboard.page.locator(`.anomaly[data-open-time="${openTime}"]`);
    await analyst.pressLine(dashboard.anomalies, line);
    await dashboard.page.locator(`.is-selected[data-open-time="${openTime}"]`).waitFor();
    await analyst.press(dashboard.button('Pin to compare'));
  }
  const pinned = dashboard.page.locator('.pinned');
  await pinned.getByText('Compared').waitFor();
  expect(await pinned.locator('.overlay-line').count()).toBe(2);
  // What came after each stands beside its name: nothing more is to be pressed.
  for (const [name, openTime] of [
    ['19 May 2021 12:00', MAY],
    ['4 Dec 2021 05:00', DECEMBER],
  ] as const) {
    const after = pinned.locator('li', { hasText: name }).locator('.came-after > div', { hasText: '+24 h' });
    await expect.poll(() => after.innerText()).toContain(inADay(openTime));
  }
  return analyst.clicks;
}

async function otherBudgets({ dashboard, analyst }: Sitting): Promise<number> {
  await analyst.press(dashboard.page.locator('.budget summary'));
  const slider = dashboard.page.getByLabel('Alerts a week');
  for (const { budget, place } of [
    { budget: 2, place: 5 },
    { budget: 0.5, place: 1 },
  ]) {
    const { rareCandles } = await fixture.server.ask<{ rareCandles: unknown[] }>(
      'query ($hours: Float) { rareCandles(minReturnPeriodHours: $hours, limit: 10000) { openTime } }',
      { hours: 168 / budget },
    );
    await slider.waitFor();
    await analyst.slide(slider, place);
    await dashboard.page.locator('.budget-slider output', { hasText: `${budget} a week` }).waitFor();
    await dashboard.page
      .locator('.budget-came')
      .filter({ hasText: `Would have come: ${rareCandles.length} in 14 months` })
      .waitFor();
  }
  return analyst.clicks;
}

async function shareAMoment(sitting: Sitting): Promise<number> {
  const { dashboard, analyst } = sitting;
  await analyst.press(firstLine(sitting));
  const openTime = await firstLine(sitting).getAttribute('data-open-time');
  await analyst.press(dashboard.button('Copy link to this view'));
  await dashboard.page.getByRole('status').filter({ hasText: 'Copied' }).waitFor();
  const link = await dashboard.page.evaluate<string>('navigator.clipboard.readText()');
  await using other = await fixture.dashboard(new URL(link).hash);
  await other.page.locator(`.anomaly.is-selected[data-open-time="${openTime}"]`).waitFor();
  return analyst.clicks;
}

async function otherInterval(sitting: Sitting): Promise<number> {
  const { dashboard, analyst } = sitting;
  await goTo(sitting, '2021-05');
  const may = 'Sat 1 May 2021 00:00 to Tue 1 Jun 2021 00:00 UTC';
  await expect.poll(() => shownRange(sitting)).toBe(may);
  const before = analyst.clicks;
  await analyst.press(dashboard.page.getByRole('combobox', { name: 'Series' }));
  const other = dashboard.page.getByRole('option', { name: /4h/ });
  if (analyst.hand === 'keyboard') {
    await dashboard.page.keyboard.press('ArrowDown');
    await dashboard.page.keyboard.type('4h');
    await dashboard.page.keyboard.press('Enter');
    analyst.clicks += 1;
  } else await analyst.press(other);
  await dashboard.page.locator('.status-line').waitFor();
  await expect.poll(() => dashboard.page.url()).toContain('series=BTC/USD@4h');
  await expect.poll(() => shownRange(sitting)).toBe(may);
  return analyst.clicks - before;
}

const TASKS = [
  ['the five rarest of 2021', fiveRarest, 4],
  ['the whole year', wholeYear, 1],
  ['19 May beside 4 December, and what came 24 h after each', besideEachOther, 7],
  ['alerts at 2 and at 0.5 a week', otherBudgets, 3],
  ['a moment to share', shareAMoment, 2],
  ['another interval at the same time', otherInterval, 2],
] as const;

describe.each(['mouse', 'keyboard', 'finger'] as const)('an analyst with %s gets', (hand) => {
  it.each(hand === 'finger' ? TASKS.slice(0, 3) : TASKS)('%s', async (_name, task, most) => {
    await using sitting = await sitDown(hand);
    expect(await task(sitting)).toBeLessThanOrEqual(most);
    expect(sitting.dashboard.complaints).toEqual([]);
  });
});

import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Dashboard } from './dashboard.ts';
import { simulatedHours } from './fixtures.ts';
import { DashboardFixture } from './dashboard-fixture.ts';

const HOUR = 3_600_000;
const ALL = simulatedHours(12_010);
/** Eight days of silence. */
const GAP = { from: 2_000, to: 2_200 };
const HISTORY = ALL.slice(0, 12_000).filter((_, hour) => hour < GAP.from || hour >= GAP.to);
const timeOf = (hour: number) => ALL[hour]?.openTime ?? 0;
const minute = (hour: number) => `${new Date(timeOf(hour)).toISOString().slice(0, 16)}Z`;
const hours = (from: number, to: number) => `from=${minute(from)}&to=${minute(to)}`;

let fixture: DashboardFixture;

beforeAll(async () => {
  fixture = await DashboardFixture.open({ REPLAY_RATE: 'off', ALERTS_PER_WEEK: '1' });
  await fixture.send(HISTORY);
});

afterAll(() => fixture?.[Symbol.asyncDispose]());

/** A page that counts how often it asks for candles. */
async function open(hash: string) {
  let asked = 0;
  const dashboard = await fixture.dashboard('', { permissions: ['clipboard-read', 'clipboard-write'] });
  dashboard.page.on('request', (request) => {
    if (/detections\(/.test(request.postData() ?? '')) asked++;
  });
  await dashboard.page.goto('about:blank');
  await dashboard.page.goto(`${fixture.server.url}/${hash}`);
  return { dashboard, asked: () => asked, [Symbol.asyncDispose]: () => dashboard[Symbol.asyncDispose]() };
}

/** The first hour in sight, counted from the first candle. */
async function firstInSight(dashboard: Dashboard): Promise<number> {
  const link = new URL(await dashboard.copiedLink());
  await dashboard.page.locator('.plot').focus();
  const from = Date.parse(new URLSearchParams(link.hash.slice(1)).get('from') ?? '');
  return (from - timeOf(0)) / HOUR;
}

it('says of a long time in which nothing is stored that there is nothing, instead of an empty chart', async () => {
  await using opened = await open('#from=1990-01-01T00:00Z&to=1992-01-01T00:00Z');
  await opened.dashboard.page
    .locator('.note')
    .filter({
      hasText: 'No candle from Mon 1 Jan 1990 00:00 to Wed 1 Jan 1992 00:00 UTC: the first of this series',
    })
    .waitFor({ timeout: 30_000 });
  expect(opened.dashboard.complaints).toEqual([]);
});

describe('a link far back', () => {
  it('loads what it shows, and not all between it and now', async () => {
    await using opened = await open(`#${hours(1_000, 1_048)}`);
    const { dashboard, asked } = opened;
    await expect.poll(() => dashboard.copiedLink(), { timeout: 30_000 }).toContain(hours(1_000, 1_048));
    // The newest candles, the two pages around the link, and the list of anomalies.
    expect(asked()).toBeLessThanOrEqual(6);
    const loaded = await dashboard.candleTimes();
    expect(loaded.length).toBeLessThan(3_000);
    expect(loaded).toContain(timeOf(1_000));
    expect(loaded).toContain(timeOf(11_999));
    expect(loaded).not.toContain(timeOf(6_000));
    expect(dashboard.complaints).toEqual([]);
  });

  it('can be panned on from until the newest candle, by as many hours with each key, and live candles move nothing', async () => {
    await using opened = await open(`#${hours(8_000, 8_100)}`);
    const { dashboard } = opened;
    await expect.poll(() => dashboard.copiedLink(), { timeout: 30_000 }).toContain(hours(8_000, 8_100));
    await dashboard.page.locator('.plot').focus();
    await fixture.send(ALL.slice(12_000));
    await dashboard.untilNewestIs(timeOf(12_009));
    for (let page = 1; page <= 30; page++) {
      await dashboard.page.keyboard.press('PageDown');
      await expect.poll(() => firstInSight(dashboard)).toBe(8_000 + 120 * page);
      // The chart cannot go where nothing is known yet.
      await dashboard.page.getByText('Loading candles…').waitFor({ state: 'detached' });
    }
    const loaded = await dashboard.candleTimes();
    const known = ALL.map(({ openTime }) => openTime);
    expect(loaded).toEqual(known.slice(-loaded.length));
    expect(loaded.length).toBeGreaterThan(4_000);
    await dashboard.button('Newest candle →').click();
    await dashboard.button('Newest candle →').waitFor({ state: 'detached' });
    expect(dashboard.complaints).toEqual([]);
  });

  it('into a gap says between which candles it lies, until somebody moves on', async () => {
    await using opened = await open(`#${hours(2_050, 2_098)}`);
    const { dashboard } = opened;
    const note = dashboard.page.locator('.note');
    await note.filter({ hasText: /^No candle from .* UTC: the one of .* is followed by that of / }).waitFor();
    await dashboard.page.locator('.plot').focus();
    await dashboard.page.keyboard.press('ArrowLeft');
    await note.waitFor({ state: 'detached' });
    expect(dashboard.complaints).toEqual([]);
  });
});

describe('a link to a series', () => {
  it('finds it by another spelling of its market, at the same times', async () => {
    await using opened = await open(`#series=btc-usd@1h&${hours(1_000, 1_048)}`);
    const { dashboard } = opened;
    await expect
      .poll(() => dashboard.copiedLink().catch(() => ''), { timeout: 30_000 })
      .toBe(`${fixture.server.url}/#series=BTC/USD@1h&${hours(1_000, 1_048)}`);
    expect(await dashboard.page.title()).toContain('BTC/USD 1h');
    expect(dashboard.complaints).toEqual([]);
  });

  it('that does not exist says so, with the nearest names', async () => {
    await using opened = await open('#series=BTC/UDS@1h');
    const { dashboard } = opened;
    await dashboard.page.getByRole('heading', { name: 'There is no series BTC/UDS 1h' }).waitFor();
    expect(await dashboard.findings()).toEqual([]);
    await dashboard.page.getByRole('link', { name: 'BTC/USD 1h' }).click();
    await dashboard.untilNewestIs(timeOf(12_009));
    expect(dashboard.complaints).toEqual([]);
  });
});

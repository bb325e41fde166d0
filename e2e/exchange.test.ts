import { simulate } from '@detective/data';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { FakeBitstamp } from '../data/bitstamp/testing/fake-bitstamp.ts';
import { ServerProcess } from './server-process.ts';
import { DashboardFixture } from './dashboard-fixture.ts';

const HOUR = 3_600_000;
/** More than a watch takes of the past, up to the last hour that has closed. */
const COUNT = 92 * 24;
const END = Math.floor((Date.now() - 15_000) / HOUR) * HOUR;
const CANDLES = [...simulate({ seed: 8, interval: '1h', from: END - COUNT * HOUR, count: COUNT })];
const times = CANDLES.map(({ openTime }) => openTime);
const timeOf = (index: number) => times.at(index) ?? 0;

let exchange: FakeBitstamp;
let fixture: DashboardFixture;

beforeAll(async () => {
  // The newest three are candles that have yet to close, as far as anybody can see.
  exchange = await FakeBitstamp.start({ candles: CANDLES.slice(0, -3) });
  fixture = await DashboardFixture.open({ EXCHANGE: 'bitstamp', EXCHANGE_URL: exchange.url });
});

afterAll(async () => {
  await fixture?.[Symbol.asyncDispose]();
  await exchange?.[Symbol.asyncDispose]();
});

describe('a server that follows an exchange', () => {
  it('shows its history, then each candle as it closes, and says where they come from', async () => {
    await using dashboard = await fixture.dashboard();
    await dashboard.untilNewestIs(timeOf(-4));
    expect(await dashboard.page.locator('.source').innerText()).toBe('Live from Bitstamp');
    const overdue = dashboard.page.getByRole('status').filter({ hasText: 'No candle from Bitstamp for' });
    await overdue.filter({ hasText: /[34] hours/ }).waitFor();
    expect(await dashboard.findings()).toEqual([]);
    exchange.candles = CANDLES.slice(0, -2);
    // An exchange that is late is asked once a minute in the end.
    dashboard.page.setDefaultTimeout(180_000);
    await dashboard.untilNewestIs(timeOf(-3));
    const held = await dashboard.candleTimes();
    expect(held.length).toBeGreaterThan(500);
    expect(held).toEqual(times.slice(0, -2).slice(-held.length));
    expect(dashboard.complaints).toEqual([]);
  });

  it('has nothing that could be paused or hurried, and shows known events of the market', async () => {
    await using dashboard = await fixture.dashboard();
    await dashboard.untilNewestIs(timeOf(-3));
    expect(await dashboard.page.getByRole('region', { name: 'Replay' }).count()).toBe(0);
    expect(await dashboard.page.getByRole('button', { name: 'Pause' }).count()).toBe(0);
    await dashboard.page.getByText('Known events').waitFor();
    expect(await fixture.server.ask('{ replay { state } about { source { kind label } } }')).toEqual({
      replay: null,
      about: { source: { kind: 'EXCHANGE', label: 'Bitstamp' } },
    });
  });

  it('goes on without loss after it was killed while candles closed', async () => {
    await using dashboard = await fixture.dashboard();
    await dashboard.untilNewestIs(timeOf(-3));
    await fixture.server.kill();
    exchange.candles = CANDLES;
    await dashboard.page.locator('.connection', { hasText: /Reconnecting since/ }).waitFor();
    await fixture.startServer();
    await dashboard.untilNewestIs(timeOf(-1));
    await dashboard.page.getByText('No candle from Bitstamp').waitFor({ state: 'detached' });
    const held = await dashboard.candleTimes();
    expect(held).toEqual(times.slice(-held.length));
    const { series } = await fixture.server.ask<{ series: { candleCount: number }[] }>(
      '{ series { candleCount } }',
    );
    // 90 days to the hour in which it was started for the first time, which may be the one after END.
    expect(COUNT - (series[0]?.candleCount ?? 0)).toBeGreaterThanOrEqual(48);
    expect(COUNT - (series[0]?.candleCount ?? 0)).toBeLessThanOrEqual(50);
    expect(dashboard.complaints).toEqual([]);
  });

  it('says which setting is wrong when it has two sources', async () => {
    const { code, output } = await ServerProcess.run({ ...fixture.settings, CANDLES_CSV: 'hours.csv' });
    expect(code).toBe(1);
    expect(output).toMatch(/EXCHANGE: expected either EXCHANGE or CANDLES_CSV, received "bitstamp"/);
  });
});

import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { INTERVALS, simulate, type Ohlcv } from '@detective/data';
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import { FakeExchange } from '../data/exchanges/testing/fake-exchange.ts';
import type { FakeMarket } from '../data/exchanges/testing/fake-market.ts';
import { bitcoinOn, dialectOf } from '../data/exchanges/testing/fixtures.ts';
import { type Dashboard, PHONE } from './dashboard.ts';
import { DashboardFixture } from './dashboard-fixture.ts';

const PICTURES = fileURLToPath(new URL('screenshots', import.meta.url));
const TOKEN = 'a-token-for-changes-0123456789';
const MINUTE = INTERVALS['1m'];
/** A process has to start, load ccxt and ask; and exchanges are asked once a minute. */
const PATIENCE = { timeout: 150_000, interval: 250 };
const LONG = 480_000;

/** A server that is an exchange with these markets, whose candles close every minute. */
async function startExchange(exchange: string, seed: number, coins: readonly string[]) {
  const from = Math.floor(Date.now() / MINUTE) * MINUTE - 1_500 * MINUTE;
  const markets = coins.map((base, index): FakeMarket => {
    const candles = [...simulate({ seed: seed + index, interval: '1m', from, count: 1_560 })];
    const { market } = bitcoinOn(exchange, candles, { stepMs: MINUTE });
    return { ...market, id: market.id.replace('BTC', base), base };
  });
  return FakeExchange.start({ dialect: dialectOf(exchange), markets, now: Date.now });
}

let fixture: DashboardFixture;
let okx: FakeExchange;
let coinbase: FakeExchange;

beforeAll(async () => {
  await mkdir(PICTURES, { recursive: true });
  okx = await startExchange('okx', 10, ['BTC', 'ETH', 'SOL', 'DOGE', 'XRP']);
  coinbase = await startExchange('coinbase', 20, ['BTC', 'ETH']);
  fixture = await DashboardFixture.open({
    REPLAY_RATE: 'off',
    INGEST_TOKEN: TOKEN,
    MAX_SERIES: '3000',
    WATCH: 'okx:BTC/USDT:1m okx:ETH/USDT:1m okx:SOL/USDT:1m',
    WATCH_HISTORY_DAYS: '1',
    EXCHANGE_HOSTS: `okx=${okx.host.origin} coinbase=${coinbase.host.origin}`,
  });
});

afterAll(async () => {
  await fixture?.[Symbol.asyncDispose]();
  for (const exchange of [okx, coinbase]) await exchange?.[Symbol.asyncDispose]();
});

const dialogOf = ({ page }: Dashboard) => page.getByRole('dialog', { name: 'Followed markets' });
const watchOf = (dashboard: Dashboard, symbol: string) =>
  dialogOf(dashboard).getByRole('listitem').filter({ hasText: symbol });

async function openDialog(dashboard: Dashboard): Promise<void> {
  await dashboard.page.getByRole('button', { name: /^Markets/ }).click();
  await dialogOf(dashboard).waitFor();
}

/** Sends candles with the token; the first candle of each series. */
async function send(candles: (Ohlcv & { symbol: string; interval: string; exchange: string })[]) {
  const response = await fetch(`${fixture.server.url}/graphql`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', authorization: `Bearer ${TOKEN}` },
    body: JSON.stringify({
      query: 'mutation ($candles: [CandleInput!]!) { predictAnomalies(candles: $candles) { id } }',
      variables: {
        candles: candles.map((one) => ({ ...one, openTime: new Date(one.openTime).toISOString() })),
      },
    }),
  });
  const { errors } = (await response.json()) as { errors?: { message: string }[] };
  expect(errors).toBeUndefined();
}

describe('markets of exchanges', () => {
  it(
    'are followed by keyboard alone, once the token is entered where it is asked for, and stopped again',
    async () => {
      await using dashboard = await fixture.dashboard();
      const { page } = dashboard;
      const { keyboard } = page;
      await page.getByRole('button', { name: /^Markets 3 followed/ }).focus();
      await keyboard.press('Enter');
      await page.getByRole('combobox', { name: 'Exchange' }).focus();
      await keyboard.type('coinb');
      await page.getByRole('option', { name: 'Coinbase' }).first().waitFor({ timeout: 150_000 });
      const ids = page.getByRole('option');
      for (let index = 0; index < (await ids.count()); index++) {
        if (/^Coinbase( Advanced)?$/.test((await ids.nth(index).innerText()).trim())) break;
        await keyboard.press('ArrowDown');
      }
      await keyboard.press('Enter');
      await keyboard.press('Tab');
      await keyboard.type('btc');
      await page.getByRole('option').filter({ hasText: 'BTC/USD' }).waitFor();
      await keyboard.press('Enter');
      await keyboard.press('Tab');
      await keyboard.type('1m');
      await keyboard.press('Tab');
      await keyboard.type('1');
      await keyboard.press('Enter');
      // Read-only without the token: it is asked for here.
      const token = dialogOf(dashboard).getByLabel('Token');
      await token.focus();
      await keyboard.type(TOKEN);
      await keyboard.press('Enter');
      await dialogOf(dashboard).getByText('Followed now:').waitFor();
      await watchOf(dashboard, 'BTC/USD')
        .filter({ hasText: /Last candle \d\d:\d\d, next by \d\d:\d\d UTC/ })
        .waitFor({ timeout: 150_000 });
      expect(await dashboard.findings()).toEqual([]);

      await watchOf(dashboard, 'BTC/USD').getByRole('link').filter({ hasText: '1m Coinbase' }).focus();
      await keyboard.press('Enter');
      await expect.poll(() => page.title(), PATIENCE).toContain('BTC/USD 1m coinbase');
      expect(page.url()).toContain('#series=BTC/USD@1m@coinbase');
      await page.locator('.series-bar .watch-state').filter({ hasText: 'Last candle' }).waitFor();

      await page.getByRole('button', { name: /^Markets 4 followed/ }).focus();
      await keyboard.press('Enter');
      await page.getByRole('button', { name: 'Stop following BTC/USD 1m coinbase' }).focus();
      await keyboard.press('Enter');
      await keyboard.press('Tab');
      await keyboard.press('Enter');
      await watchOf(dashboard, 'BTC/USD ').filter({ hasText: 'Coinbase' }).waitFor({ state: 'detached' });
      await keyboard.press('Escape');
      await dialogOf(dashboard).waitFor({ state: 'hidden' });
      expect(dashboard.complaints).toEqual([]);
    },
    LONG,
  );

  it(
    'say live since when nothing comes and when it is tried again, and that it is over',
    async () => {
      await using dashboard = await fixture.dashboard('#series=ETH/USDT@1m@okx', { colorScheme: 'dark' });
      const state = dashboard.page.locator('.series-bar .watch-state');
      await state.filter({ hasText: 'Last candle' }).waitFor({ timeout: 150_000 });
      okx.mishap = () => (response) => void response.destroy();
      onTestFinished(() => void (okx.mishap = () => undefined));
      await state
        .filter({ hasText: /Nothing from OKX since \d\d:\d\d UTC, trying again (in \d+ (s|min)|now) · / })
        .waitFor({ timeout: 150_000 });
      await dashboard.page.getByRole('button', { name: /^Markets 3 followed \d in trouble/ }).waitFor();
      await openDialog(dashboard);
      expect(await dashboard.findings()).toEqual([]);
      await dashboard.page.screenshot({ path: join(PICTURES, 'markets-dark.png') });
      await dashboard.page.emulateMedia({ colorScheme: 'light' });
      expect(await dashboard.findings()).toEqual([]);
      await dashboard.page.screenshot({ path: join(PICTURES, 'markets-light.png') });
      await dashboard.page.keyboard.press('Escape');
      okx.mishap = () => undefined;
      await state.filter({ hasText: 'Last candle' }).waitFor({ timeout: 150_000 });
      expect(dashboard.complaints).toEqual([]);
    },
    LONG,
  );

  it(
    'show what the exchange has corrected since, beside the candle that was judged',
    async () => {
      const corrected = Math.floor(Date.now() / MINUTE) * MINUTE - 5 * MINUTE;
      okx.tamper = (rows) =>
        rows.map((row) => (row.openTime === corrected ? { ...row, high: row.high * 1.01 } : row));
      const count = async () => {
        const { corrections } = await fixture.server.ask<{ corrections: unknown[] }>(
          '{ corrections(exchange: "okx", symbol: "BTC/USDT", interval: "1m") { openTime } }',
        );
        return corrections.length;
      };
      await expect.poll(count, PATIENCE).toBe(1);
      await using dashboard = await fixture.dashboard('#series=BTC/USDT@1m@okx');
      await dashboard.page.locator('details.table summary').click();
      await dashboard.page.getByRole('columnheader', { name: 'Corrected since' }).waitFor();
      await dashboard.page.getByRole('cell', { name: /^H [\d,.]+ → [\d,.]+$/ }).waitFor();
      expect(await dashboard.findings()).toEqual([]);
    },
    LONG,
  );

  it('are added on a phone', async () => {
    await using dashboard = await fixture.dashboard('#series=BTC/USDT@1m@okx', {
      ...PHONE,
      colorScheme: 'dark',
    });
    const { page } = dashboard;
    await dashboard.box('Newest candle').waitFor();
    await openDialog(dashboard);
    await page.getByRole('combobox', { name: 'Exchange' }).tap();
    await page.getByRole('option', { name: 'OKX', exact: true }).tap();
    await page.getByRole('combobox', { name: 'Market' }).tap();
    await page.getByRole('option').filter({ hasText: 'DOGE/USDT' }).waitFor();
    await page.screenshot({ path: join(PICTURES, 'markets-phone.png') });
    await page.getByRole('option').filter({ hasText: 'DOGE/USDT' }).tap();
    await page.getByRole('button', { name: 'Follow', exact: true }).tap();
    await dialogOf(dashboard).getByLabel('Token').fill(TOKEN);
    await page.getByRole('button', { name: 'Use it' }).tap();
    await dialogOf(dashboard).getByText('Followed now:').waitFor();
    expect(await dashboard.findings()).toEqual([]);
    const overflow = 'document.documentElement.scrollWidth - document.documentElement.clientWidth';
    expect(await page.evaluate(overflow)).toBe(0);
    expect(dashboard.complaints).toEqual([]);
  });
});

describe('among two thousand series', () => {
  beforeAll(async () => {
    const openTime = Date.UTC(2026, 0, 1);
    const values = { open: 100, high: 101, low: 99, close: 100, volume: 1, openTime };
    const series = Array.from({ length: 2_000 }, (_, index) => ({
      ...values,
      symbol: `C${index % 500}/USD`,
      interval: ['1h', '1d'][Math.floor(index / 1_000)] ?? '1h',
      exchange: ['kraken', 'bitstamp'][Math.floor(index / 500) % 2] ?? 'kraken',
    }));
    for (const from of [0, 1_000]) await send(series.slice(from, from + 1_000));
  });

  it.each([
    ['on a desktop, dark', { colorScheme: 'dark' }],
    ['on a phone, light', { ...PHONE, colorScheme: 'light' }],
  ] as const)('one is found by market, exchange and interval %s', async (name, context) => {
    await using dashboard = await fixture.dashboard('#series=BTC/USDT@1m@okx', context);
    const { page } = dashboard;
    await dashboard.box('Newest candle').waitFor();
    const picker = page.getByRole('combobox', { name: 'Series' });
    await picker.click();
    await page.getByText(/^100 of 2,00\d series/).waitFor();
    await page.screenshot({ path: join(PICTURES, `series-${name.replace(/\W+/g, '-')}.png`) });
    expect(await dashboard.findings()).toEqual([]);
    await picker.fill('c499 1d bitstamp');
    const found = page.getByRole('listbox', { name: 'Series' }).getByRole('option');
    await expect.poll(() => found.count()).toBe(1);
    await page.keyboard.press('Enter');
    await expect.poll(() => page.url()).toContain('#series=C499/USD@1d@bitstamp');
    await dashboard.figure('C499/USD').waitFor();
    expect(await picker.inputValue()).toBe('C499/USD 1d bitstamp');
    expect(dashboard.complaints).toEqual([]);
  });
});

import { describe, expect, it } from 'vitest';
import { unitOfVolume } from './base-volume.ts';
import { profileOf } from './exchange-profile.ts';
import type { Market } from './market.ts';
import { sendJson } from './testing/fake-exchange.ts';
import { BEGIN, HOUR, hourly, setScene } from './testing/fixtures.ts';
import { verifyRows } from './verify-rows.ts';

/** What ccxt 4.5.84 does beside following, and what is done about it. */
const at = (hour: number) => BEGIN + hour * HOUR;

describe('markets', () => {
  it.each(['binance', 'bitstamp', 'coinbase', 'kraken', 'okx', 'kucoin', 'gate', 'bybit'])(
    'of %s are not taken for none when JSON of another kind is answered at the start',
    async (exchange) => {
      const candles = hourly(30);
      await using scene = await setScene({ exchange, candles, now: at(20) + 1 });
      let left = 12;
      scene.server.mishap = (isCandles) =>
        !isCandles && left-- > 0 ? (response) => sendJson(response, {}) : undefined;
      expect(await scene.until(at(22))).toEqual(candles.slice(0, 23));
      expect(scene.kinds()).toEqual(['failing', 'recovered']);
    },
  );

  it('are loaded once, and not before each poll', async () => {
    await using scene = await setScene({ exchange: 'okx', candles: hourly(60), now: at(20) + 1 });
    await scene.until(at(50));
    const others = scene.server.requests.filter((request) => !request.includes('candles'));
    expect(others.length).toBeGreaterThan(0);
    expect(new Set(others).size).toBe(others.length);
  });
});

describe('a request for candles', () => {
  it.each([
    ['1d', '1Dutc'],
    ['6h', '6Hutc'],
    ['1w', '1Wutc'],
    ['4h', '4H'],
  ] as const)('asks okx at %s for %s, whose days are those of UTC', async (interval, bar) => {
    await using scene = await setScene({ exchange: 'okx', candles: [], now: at(48), interval });
    const question = { since: BEGIN, limit: 100, interval };
    const market = (await scene.connection.markets.all()).get(scene.symbol);
    if (!market) throw new Error('no market');
    await scene.connection.candles({ ...question, market });
    expect(scene.server.candleRequests[0]).toContain(`bar=${bar}&`);
  });

  it('always says how many, so that nothing is cut at the default', async () => {
    for (const exchange of ['binance', 'bitstamp', 'okx', 'bybit', 'gate']) {
      await using scene = await setScene({ exchange, candles: hourly(30), now: at(20) + 1 });
      await scene.until(at(20));
      for (const request of scene.server.candleRequests) expect(request).toMatch(/limit=|[?&]to=/);
    }
  });

  it('leaves the dispatcher of this process as it was', async () => {
    const dispatcher = () => Reflect.get(globalThis, Symbol.for('undici.globalDispatcher.1')) as unknown;
    await fetch('data:,');
    const before = dispatcher();
    await using scene = await setScene({ exchange: 'kraken', candles: hourly(30), now: at(20) + 1 });
    await scene.until(at(20));
    expect(dispatcher()).toBe(before);
  });
});

describe('volume', () => {
  const market: Market = {
    ...{ symbol: 'BTC/USDT:USDT', base: 'BTC', quote: 'USDT', kind: 'contract', isActive: true },
    ...{ isInverse: false, contractSize: 0.001 },
  };
  const row = [BEGIN, 2, 3, 1, 2, 500];
  const volumeOf = (unit: number | null, volume: unknown) =>
    verifyRows([[...row.slice(0, 5), volume]], {
      ...{ exchange: 'x', interval: '1h', now: at(5), unitOfVolume: unit },
    })[0]?.volume;

  it.each([
    ['mexc', market, 0.001],
    ['mexc', { ...market, contractSize: undefined }, null],
    ['mexc', { ...market, isInverse: true }, null],
    ['okx', market, 1],
    ['bybit', { ...market, isInverse: true }, 1],
    ['krakenfutures', market, null],
    ['krakenfutures', { ...market, kind: 'spot' as const }, 1],
  ])('of %s is counted in base coins, or its unit is not known', (exchange, one, unit) => {
    expect(unitOfVolume(profileOf(exchange), one)).toBe(unit);
  });

  it('that is not known or not there is null, which is not 0', () => {
    expect(volumeOf(0.001, 500)).toBe(0.5);
    expect(volumeOf(null, 500)).toBeNull();
    expect(volumeOf(1, undefined)).toBeNull();
    expect(volumeOf(1, 0)).toBe(0);
    expect(() => volumeOf(1, null)).toThrow(/expected a possible 1h candle/);
  });
});

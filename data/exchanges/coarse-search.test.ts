import { describe, expect, it } from 'vitest';
import { createRandom } from '../simulator/random.ts';
import { INTERVALS, type EpochMs, type Ohlcv } from '../ohlcv.ts';
import { sendJson, type FakeExchange, type Mishap } from './testing/fake-exchange.ts';
import type { ServedCandle, ServedRow } from './testing/fake-market.ts';
import { BEGIN, minutely, setScene } from './testing/fixtures.ts';
import { randomMishaps } from './testing/random-mishaps.ts';

const MINUTE = INTERVALS['1m'];
const DAY = INTERVALS['1d'];
const minute = (index: number): EpochMs => BEGIN + index * MINUTE;

/** `SEED` repeats a run that failed. */
const SEED = Number(process.env.SEED ?? Date.now() % 1e6);

/** Two days of a market, the last hour of which is still to come. */
const COUNT = 2 * 1_440;
const candles = minutely(COUNT);
const NOW = minute(COUNT - 60) + 1;
const closed = (all: readonly ServedCandle[]) => all.filter(({ openTime }) => openTime < NOW - MINUTE);

/** A market whose candles are wanted from so many days before its first one. */
const setLateMarket = (exchange: string, days: number, served: ServedCandle[] = candles) =>
  setScene({
    exchange,
    candles: [...served],
    interval: '1m',
    now: NOW,
    from: BEGIN - days * DAY,
    deadlineMs: 500,
  });

type Scene = Awaited<ReturnType<typeof setLateMarket>>;

/** What comes up to the present, and how long it was until the first candle. */
async function receive(scene: Scene): Promise<{ received: Ohlcv[]; searchedMs: number }> {
  let searchedMs = NaN;
  const received: Ohlcv[] = [];
  for await (const candle of scene.follow()) {
    if (received.length === 0) searchedMs = scene.clock.now() - NOW;
    if (candle.openTime < NOW - MINUTE) received.push(candle);
    if (candle.openTime >= NOW - 2 * MINUTE) break;
  }
  return { received, searchedMs };
}

/** Changes the answers to requests of some kind. */
function tamperWith(
  server: FakeExchange,
  isMeant: (address: string) => boolean,
  change: (rows: ServedRow[]) => ServedRow[],
) {
  let address = '';
  const remember: Mishap = (_, answer, request) => {
    address = request.url ?? '';
    answer();
  };
  server.mishap = (isCandles) => (isCandles ? remember : undefined);
  server.tamper = (rows) => (isMeant(address) ? change(rows) : rows);
}

const isMinutes = (address: string) => address.includes('ONE_MINUTE');
const without = (until: EpochMs) => (rows: ServedRow[]) => rows.filter(({ openTime }) => openTime >= until);

describe('a market that is listed long after the wanted beginning', { timeout: 60_000 }, () => {
  it.each(['coinbase', 'okx', 'kucoin', 'gate', 'bitstamp'])(
    'of %s is found within a minute or so by its rate limit, 90 days later',
    async (exchange) => {
      await using scene = await setLateMarket(exchange, 90);
      const { received, searchedMs } = await receive(scene);
      expect(received).toEqual(closed(candles));
      expect(searchedMs).toBeLessThan(80_000);
      expect(scene.troubles.filter(({ kind }) => kind === 'missing')).toMatchObject([
        { missing: { from: BEGIN - 90 * DAY, to: BEGIN, isHead: true } },
      ]);
    },
  );

  it('is found as quickly years later', async () => {
    await using scene = await setLateMarket('coinbase', 3_000);
    const { received, searchedMs } = await receive(scene);
    expect(received).toEqual(closed(candles));
    expect(searchedMs).toBeLessThan(80_000);
  });

  it.each([
    ['days', 90, (address: string) => address.includes('ONE_DAY')],
    ['all that is longer', 90, (address: string) => !isMinutes(address)],
    ['days, years later,', 3_000, (address: string) => address.includes('ONE_DAY')],
  ])('loses no minute where %s begin a day later', async (_, days, isMeant) => {
    await using scene = await setLateMarket('coinbase', days);
    tamperWith(scene.server, isMeant, without(BEGIN + DAY));
    expect((await receive(scene)).received).toEqual(closed(candles));
  });

  it('is asked for page by page where minutes begin before all that is longer', async () => {
    await using scene = await setLateMarket('coinbase', 130);
    tamperWith(scene.server, (address) => !isMinutes(address), without(minute(120)));
    expect((await receive(scene)).received).toEqual(closed(candles));
  });

  it('is found where nothing longer can be had', async () => {
    await using scene = await setLateMarket('coinbase', 2);
    const refuse: Mishap = (response, answer, request) => {
      if (isMinutes(request.url ?? '')) answer();
      else sendJson(response, { error: 'INVALID_ARGUMENT' }, 400);
    };
    scene.server.mishap = (isCandles) => (isCandles ? refuse : undefined);
    expect((await receive(scene)).received).toEqual(closed(candles));
  });

  it('is found where shorter candles are kept for less time than longer ones', async () => {
    const days = 60;
    const older = minutely(days * 1_440).map((candle) => ({
      ...candle,
      openTime: candle.openTime - days * DAY,
    }));
    await using scene = await setLateMarket('coinbase', days, [...older, ...candles]);
    const isShort = (address: string) => /ONE_MINUTE|FIVE_MINUTE/.test(address);
    tamperWith(scene.server, isShort, without(BEGIN));
    const { received, searchedMs } = await receive(scene);
    expect(received).toEqual(closed(candles));
    expect(searchedMs).toBeLessThan(80_000);
  });

  it(`loses nothing while every fourth request goes wrong (SEED=${SEED})`, async () => {
    await using scene = await setLateMarket('coinbase', 40);
    const faults = randomMishaps(createRandom(SEED), 0.25);
    scene.server.mishap = faults.mishap;
    scene.server.tamper = faults.tamper;
    expect((await receive(scene)).received).toEqual(closed(candles));
  });
});

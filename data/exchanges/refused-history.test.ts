import { describe, expect, it } from 'vitest';
import { INTERVALS, type EpochMs } from '../ohlcv.ts';
import { sendJson, type Mishap } from './testing/fake-exchange.ts';
import { BEGIN, minutely, setScene } from './testing/fixtures.ts';

const MINUTE = INTERVALS['1m'];
const minute = (index: number): EpochMs => BEGIN + index * MINUTE;
const COUNT = 13_000;
const candles = minutely(COUNT + 10);

/** Where a request begins, by the name that each exchange has for it. */
function beginOf(address: string): EpochMs {
  const { searchParams } = new URL(address, 'http://exchange');
  const seconds = searchParams.get('start') ?? searchParams.get('startAt');
  return seconds === null ? Number(searchParams.get('before') ?? Infinity) + 1 : Number(seconds) * 1_000;
}

const setRefusing = async (
  exchange: string,
  refuse: Mishap,
  isRefused: (begin: EpochMs, now: EpochMs) => boolean,
) => {
  const scene = await setScene({ exchange, candles, interval: '1m', now: minute(COUNT) + 1 });
  const mishap: Mishap = (response, answer, request) => {
    const isMeant = isRefused(beginOf(request.url ?? ''), scene.clock.now());
    if (isMeant) refuse(response, answer, request);
    else answer();
  };
  scene.server.mishap = (isCandles) => (isCandles ? mishap : undefined);
  return scene;
};

const status =
  (code: number, message: string): Mishap =>
  (response) =>
    sendJson(response, { message }, code);
const tooOld = status(400, 'start must not be more than 5000 candles ago');

describe('an exchange of which nobody knows that it refuses old requests', () => {
  it.each<[string, string, Mishap]>([
    ['coinbase', 'with 400', tooOld],
    ['bitstamp', 'with 422', status(422, 'start out of range')],
    [
      'kucoin',
      'with a code of its own',
      (response) => sendJson(response, { code: '400100', msg: 'startAt error' }),
    ],
    [
      'okx',
      'with a code of its own',
      (response) => sendJson(response, { code: '51000', msg: 'Parameter before error', data: [] }),
    ],
    [
      'okx',
      'with a code that ccxt does not know',
      (response) => sendJson(response, { code: '59999', msg: 'before', data: [] }),
    ],
  ])(
    'is asked for the oldest that it gives, and what it refuses is told: %s %s',
    async (exchange, _, refuse) => {
      await using scene = await setRefusing(exchange, refuse, (begin, now) => now - begin > 5_000 * MINUTE);
      const received = await scene.until(minute(COUNT + 3));
      const first = received[0]?.openTime ?? NaN;
      expect(first).toBeGreaterThanOrEqual(minute(COUNT - 5_000));
      expect(first).toBeLessThan(minute(COUNT - 4_990));
      expect(received).toEqual(
        candles.filter(({ openTime }) => openTime >= first && openTime <= minute(COUNT + 3)),
      );
      expect(scene.kinds()).toEqual(['failing', 'recovered', 'missing']);
      expect(scene.troubles.filter(({ kind }) => kind === 'failing')).toHaveLength(3);
      expect(scene.troubles.at(-1)?.message).toContain(
        '1m: the exchange refuses requests for older candles: begins at 2024-01-06T',
      );
    },
  );

  it('goes on after an outage that was longer than what it gives', async () => {
    await using scene = await setRefusing('coinbase', tooOld, (begin, now) => now - begin > 2_000 * MINUTE);
    scene.clock.set(minute(1_000) - scene.clock.now());
    const received: EpochMs[] = [];
    for await (const { openTime } of scene.follow()) {
      received.push(openTime);
      // The machine sleeps.
      if (openTime === minute(1_005)) scene.clock.set(9_000 * MINUTE);
      if (openTime === minute(10_030)) break;
    }
    const gap = received.findIndex((time, index) => time - (received[index - 1] ?? time) > MINUTE);
    expect(received[gap - 1]).toBe(minute(1_005));
    expect(received[gap]).toBeLessThan(minute(10_030 - 1_990));
    expect(received).toHaveLength(1_006 + (minute(10_031) - (received[gap] ?? NaN)) / MINUTE);
    expect(scene.troubles.at(-1)?.message).toContain(
      'the exchange refuses requests for candles of 2024-01-01T16:46',
    );
  });
});

describe('what is no refusal of old requests costs no candle:', () => {
  const all = candles.filter(({ openTime }) => openTime <= minute(COUNT + 3));
  it.each<[string, Mishap, (times: number) => boolean]>([
    ['all requests are refused for a while', tooOld, (times) => times <= 12],
    [
      'a rate limit that comes as a bad request',
      status(400, 'Too many requests'),
      (times) => times % 2 === 1 && times < 12,
    ],
    ['an outage', status(503, 'start'), (times) => times % 2 === 1 && times < 12],
    ['the network', (response) => void response.destroy(), (times) => times % 2 === 1 && times < 12],
    ['a refusal now and then', tooOld, (times) => times % 7 === 1],
  ])('%s', async (_, refuse, isRefused) => {
    let times = 0;
    await using scene = await setRefusing('coinbase', refuse, () => isRefused(++times));
    expect(await scene.until(minute(COUNT + 3))).toEqual(all);
  });

  it('a market of which the newest is refused, too, keeps failing', async () => {
    await using scene = await setRefusing('coinbase', tooOld, () => true);
    const following = scene.follow().next();
    while (scene.troubles.length < 30) await new Promise((resolve) => setImmediate(resolve));
    expect(scene.kinds()).toEqual(['failing']);
    void following;
  });
});

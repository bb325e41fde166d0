import { INTERVALS, simulate } from '@detective/data';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { startTestServer, toInput, type RunningServer } from '../testing/running-server.ts';

const SEND = 'mutation ($candles: [CandleInput!]!) { predictAnomalies(candles: $candles) { id } }';
const DAY = INTERVALS['1d'];
const THURSDAY = Date.UTC(2021, 0, 7);

let server: RunningServer;
beforeAll(async () => {
  server = await startTestServer();
});
afterAll(() => server[Symbol.asyncDispose]());

it.each([
  ['1w', 4],
  ['3d', 1],
] as const)(
  'a series of %s keeps the day on which it began: what lies between is refused',
  async (interval, days) => {
    const symbol = `GRID/${interval}`;
    const candles = [...simulate({ seed: 3, interval, from: THURSDAY, count: 12 })].map(toInput);
    const send = async (some: typeof candles) =>
      (await server.ask(SEND, { candles: some.map((candle) => ({ ...candle, symbol, interval })) }))
        .errors?.[0];
    expect(await send(candles.slice(0, 4))).toBeUndefined();
    const shifted = candles.slice(4, 6).map((candle) => ({
      ...candle,
      openTime: new Date(Date.parse(candle.openTime) + days * DAY).toISOString(),
    }));
    const newest = candles[3]?.openTime;
    expect(await send(shifted)).toMatchObject({
      extensions: {
        code: 'BAD_USER_INPUT',
        field: 'openTime',
        expected: `a whole number of ${interval} after ${newest}, the newest candle`,
        received: shifted[0]?.openTime,
        candleIndex: 0,
      },
    });
    // Missing candles are missing candles, as ever.
    expect(await send(candles.slice(6))).toBeUndefined();
  },
);

it('any midnight may begin such a series, and each begins its own', async () => {
  for (const days of [0, 4]) {
    const series = simulate({ seed: 3, interval: '1w', from: THURSDAY + days * DAY, count: 5 });
    const candles = [...series].map((candle) => ({
      ...toInput(candle),
      symbol: `ANY${days}/USD`,
      interval: '1w',
    }));
    expect((await server.ask(SEND, { candles })).errors).toBeUndefined();
  }
});

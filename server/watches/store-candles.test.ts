import { simulate, type Ohlcv } from '@detective/data';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { CandleSender } from '../candle-sender/candle-sender.ts';
import { startTestServer, type RunningServer } from '../testing/running-server.ts';
import { newestStored, storeCandles } from './store-candles.ts';
import { storedCandles } from './testing/watch-fixture.ts';

const HOURS = [...simulate({ seed: 4, interval: '1h', from: Date.UTC(2021, 0, 1), count: 12 })];

function hour(index: number): Ohlcv {
  const found = HOURS[index];
  if (!found) throw new Error(`no hour ${index}`);
  return found;
}

let server: RunningServer;
beforeAll(async () => {
  server = await startTestServer();
});
afterAll(() => server[Symbol.asyncDispose]());

function newWatch(symbol: string) {
  const watch = { id: symbol, exchange: 'kraken', symbol, interval: '1h', from: 0 } as const;
  const sender = new CandleSender({
    url: `${server.app.url}/graphql`,
    signal: new AbortController().signal,
    onWaiting: (reason) => expect.unreachable(reason),
  });
  const corrected: Ohlcv[] = [];
  const refused: [Ohlcv, string][] = [];
  const store = (candles: readonly Ohlcv[]) =>
    storeCandles(watch, candles, {
      sender,
      onCorrection: async (candle) => void corrected.push(candle),
      onRefused: (candle, { code }) => void refused.push([candle, code]),
    });
  return { watch, sender, store, corrected, refused, stored: () => storedCandles(server, watch) };
}

it('a candle that the server refuses costs no other one', async () => {
  const { store, refused, stored } = newWatch('ONE/USD');
  const impossible = HOURS.map((hour, index) => (index === 5 ? { ...hour, high: hour.low / 2 } : hour));
  await store(impossible);
  expect(refused).toEqual([[impossible[5], 'BAD_USER_INPUT']]);
  expect(await stored()).toEqual(HOURS.filter((_, index) => index !== 5));
});

it('one alone is left out as well', async () => {
  const { store, refused, stored } = newWatch('ALONE/USD');
  const impossible = { ...hour(1), low: -1 };
  await store([hour(0)]);
  await store([impossible]);
  await store([hour(2)]);
  expect(refused).toEqual([[impossible, 'BAD_USER_INPUT']]);
  expect(await stored()).toEqual([HOURS[0], HOURS[2]]);
});

it('a stored candle with other values is a correction; one that is older than the newest came too late', async () => {
  const { store, corrected, refused, stored } = newWatch('TWO/USD');
  await store(HOURS.slice(2, 6));
  const changed = { ...hour(4), volume: 1 };
  await store([hour(1), hour(3), changed, hour(6)]);
  expect(corrected).toEqual([changed]);
  expect(refused).toEqual([[HOURS[1], 'CANDLE_OUT_OF_ORDER']]);
  expect(await stored()).toEqual(HOURS.slice(2, 7));
});

it('a market that is stored under another spelling is refused as such, for no candle of it would ever be taken', async () => {
  await newWatch('SAME/USD').store(HOURS.slice(0, 2));
  await expect(newWatch('SAME-USD').store(HOURS.slice(2))).rejects.toMatchObject({
    code: 'BAD_USER_INPUT',
    field: 'symbol',
  });
});

it('a volume that is not known is stored as that, and read again as that', async () => {
  const { watch, sender, store, refused, stored } = newWatch('CONTRACT/USD');
  const unknown = HOURS.map((hour) => ({ ...hour, volume: null }));
  await store(unknown);
  expect(refused).toEqual([]);
  expect(await stored()).toEqual(unknown);
  expect(await newestStored(watch, sender)).toEqual(unknown);
  await store(unknown);
  expect(await stored(), 'the same again is the same').toEqual(unknown);
  const { data } = await server.ask(
    '{ candles(exchange: "kraken", symbol: "CONTRACT/USD", limit: 1) { volume volumeIsKnown } }',
  );
  expect(data, 'a client of before still gets a number').toEqual({
    candles: [{ volume: 0, volumeIsKnown: false }],
  });
});

import { CandleTable, simulate, type Ohlcv, type CompleteOhlcv, type SeriesKey } from '@detective/data';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { CandleSender } from '../candle-sender/candle-sender.ts';
import { OtherCandlesError } from '../sources/other-candles-error.ts';
import { startTestServer, type RunningServer } from '../testing/running-server.ts';
import { findStart } from './find-start.ts';

const HOURS = [...simulate({ seed: 9, interval: '1h', from: Date.UTC(2021, 0, 1), count: 60 })];
/** As a file has a bar that was saved half-way. */
const half = (candle: CompleteOhlcv): Ohlcv => ({ ...candle, volume: candle.volume / 5 });

let server: RunningServer;
let sender: CandleSender;
beforeAll(async () => {
  server = await startTestServer();
  const { signal } = new AbortController();
  sender = new CandleSender({ url: `${server.app.url}/graphql`, signal, onWaiting: () => undefined });
});
afterAll(() => server[Symbol.asyncDispose]());

let made = 0;
async function startAfter(stored: Ohlcv[], source: Ohlcv[]) {
  const key: SeriesKey = { exchange: '', symbol: `START/${++made}`, interval: '1h' };
  await sender.send(key, stored);
  return findStart(sender, key, { label: 'hours.csv', key, candles: await CandleTable.from(source) });
}

describe('a replay goes on', () => {
  it('from its first candle where nothing is stored', async () => {
    expect(await startAfter([], HOURS)).toEqual({ index: 0, newest: null, isRevised: false });
  });

  it('after the newest stored candle', async () => {
    const found = await startAfter(HOURS.slice(0, 50), HOURS);
    expect(found).toMatchObject({ index: 50, isRevised: false });
  });

  it('after one that was stored half-way, when all before it are the same', async () => {
    const stored = HOURS.slice(0, 50).map((candle, index) => (index === 49 ? half(candle) : candle));
    expect(await startAfter(stored, HOURS)).toMatchObject({ index: 50, isRevised: true });
  });
});

describe('a replay is refused', () => {
  it('where candles before the newest differ as well', async () => {
    await expect(startAfter(HOURS.slice(0, 50).map(half), HOURS)).rejects.toThrow(OtherCandlesError);
  });

  it('where the newest differs, and there is nothing before it to compare', async () => {
    const stored = HOURS.slice(0, 1).map(half);
    await expect(startAfter(stored, HOURS)).rejects.toThrow(
      /START.* already holds other candles than hours[.]csv/,
    );
  });
});

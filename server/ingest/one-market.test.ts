import pg from 'pg';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { candleInputs, startTestServer, type RunningServer } from '../testing/running-server.ts';

const SEND = 'mutation ($candles: [CandleInput!]!) { predictAnomalies(candles: $candles) { id } }';
const HOURS = candleInputs(4);

let server: RunningServer;
let other: RunningServer;
beforeAll(async () => {
  server = await startTestServer();
  other = await startTestServer({}, server.databaseUrl);
});
afterAll(async () => {
  await other[Symbol.asyncDispose]();
  await server[Symbol.asyncDispose]();
});

const of = (symbol: string, from = 0, to = 1) => HOURS.slice(from, to).map((hour) => ({ ...hour, symbol }));
const send = async (candles: object[], to = server) => (await to.ask(SEND, { candles })).errors?.[0];
const symbols = async () => {
  const { data } = await server.ask<{ series: { symbol: string }[] }>('{ series { symbol } }');
  return data?.series.map(({ symbol }) => symbol);
};

describe('a market has one name: the spelling that came first', () => {
  it.each(['btc/usd', 'BTC-USD', 'Btc_Usd', 'BTCUSD'])(
    '%s begins no series beside BTC/USD',
    async (symbol) => {
      expect(await send(of('BTC/USD', 0, 3))).toBeUndefined();
      for (const to of [server, other]) {
        expect(await send(of(symbol, 3, 4), to)).toMatchObject({
          message: expect.stringContaining(`symbol should be BTC/USD`) as string,
          extensions: { code: 'BAD_USER_INPUT', field: 'symbol', expected: 'BTC/USD', candleIndex: 0 },
        });
      }
      const daily = { ...HOURS[0], symbol, interval: '1d' };
      expect(await send([daily])).toMatchObject({ extensions: { expected: 'BTC/USD' } });
      expect(await symbols()).toEqual(['BTC/USD']);
    },
  );

  it('is spelled as each exchange spells it', async () => {
    const named = of('btc-usd', 0, 2).map((candle) => ({ ...candle, exchange: 'kraken' }));
    expect(await send(named)).toBeUndefined();
    const respelled = of('BTC/USD', 2, 3).map((candle) => ({ ...candle, exchange: 'kraken' }));
    expect(await send(respelled)).toMatchObject({ extensions: { code: 'BAD_USER_INPUT', field: 'symbol' } });
  });

  it('two spellings in one request are refused, and none of it is stored', async () => {
    expect(await send([...of('SOL/EUR'), ...of('sol/eur')])).toMatchObject({
      extensions: { code: 'BAD_USER_INPUT', expected: 'SOL/EUR', candleIndex: 1 },
    });
    expect(await symbols()).not.toContain('SOL/EUR');
  });

  it('of many spellings that two servers are sent at once, one begins', async () => {
    const spellings = ['ada/usd', 'ADA/USD', 'ADA-USD', 'Ada/Usd', 'ada-usd', 'ADA_USD', 'ADAUSD', 'adausd'];
    await Promise.all(spellings.map((symbol, index) => send(of(symbol), index % 2 ? server : other)));
    expect((await symbols())?.filter((symbol) => spellings.includes(symbol))).toHaveLength(1);
  });

  it('markets whose letters only look alike are two', async () => {
    expect(
      await send([...of('A/BUSD'), ...of('AB/USD'), ...of('BTC/USDT'), ...of('BTC/USDT:USDT')]),
    ).toBeUndefined();
  });
});

it('two spellings that a database has from before both go on', async () => {
  expect(await send(of('OLD/USD'))).toBeUndefined();
  const database = new pg.Client({ connectionString: server.databaseUrl });
  await database.connect();
  await database.query(
    `INSERT INTO series (symbol, interval, candle_count, anomaly_count, first_open_time, last_open_time, warm_up_remaining)
     SELECT 'old/usd', interval, candle_count, anomaly_count, first_open_time, last_open_time, warm_up_remaining
       FROM series WHERE symbol = 'OLD/USD'`,
  );
  await database.end();
  expect(await send([...of('OLD/USD', 1, 2), ...of('old/usd', 1, 2)])).toBeUndefined();
  expect(await send(of('old-usd'))).toMatchObject({
    extensions: { code: 'BAD_USER_INPUT', field: 'symbol' },
  });
});

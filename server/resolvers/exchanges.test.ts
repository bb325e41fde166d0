import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { candleInputs, startTestServer, take, type RunningServer } from '../testing/running-server.ts';

const SEND = `mutation ($candles: [CandleInput!]!) {
  predictAnomalies(candles: $candles) { id candle { exchange close } }
}`;
const COUNT = 60;

/** The same market on two exchanges, and as somebody sends it who names none. */
const EXCHANGES = ['', 'kraken', 'okx'];

interface Named {
  exchange: string;
}

let server: RunningServer;
beforeAll(async () => {
  server = await startTestServer();
});
afterAll(() => server[Symbol.asyncDispose]());

/** Prices of their own, so that a mix-up shows. */
const candlesOf = (exchange: string) =>
  candleInputs(COUNT, EXCHANGES.indexOf(exchange) + 1).map((candle) => ({ ...candle, exchange }));

describe('the same market on several exchanges', () => {
  it('is stored side by side in one request, each with its own candles', async () => {
    const answer = await server.ask<{ predictAnomalies: { id: string; candle: Named }[] }>(SEND, {
      candles: EXCHANGES.flatMap(candlesOf),
    });
    expect(answer).not.toHaveProperty('errors');
    expect(answer.data?.predictAnomalies.map(({ candle }) => candle.exchange)).toEqual(
      EXCHANGES.flatMap((exchange) => Array<string>(COUNT).fill(exchange)),
    );
    expect(new Set(answer.data?.predictAnomalies.map(({ id }) => id)).size).toBe(EXCHANGES.length * COUNT);
    expect(answer.data?.predictAnomalies[COUNT]?.id).toBe('kraken:BTC/USD:1h:2021-01-01T00:00:00.000Z');
  });

  it('is listed once for each', async () => {
    const { data } = await server.ask<{ series: Named[]; overview: { series: Named }[] }>(
      '{ series { exchange candleCount } overview { series { exchange } lastClose } }',
    );
    expect(data?.series).toEqual(EXCHANGES.map((exchange) => ({ exchange, candleCount: COUNT })));
    expect(data?.overview).toEqual(
      EXCHANGES.map((exchange) => ({ series: { exchange }, lastClose: candlesOf(exchange).at(-1)?.close })),
    );
  });

  it.each(EXCHANGES)('is asked for by its exchange, here "%s"', async (exchange) => {
    const { data } = await server.ask(
      `query ($exchange: String!) {
        candles(exchange: $exchange, limit: 1) { exchange close }
        detections(exchange: $exchange, limit: 1) { candle { exchange close } }
        forecast(exchange: $exchange) { exchange }
        accuracy(exchange: $exchange) { scoredCandles }
      }`,
      { exchange },
    );
    const newest = { exchange, close: candlesOf(exchange).at(-1)?.close };
    expect(data).toMatchObject({
      candles: [newest],
      detections: [{ candle: newest }],
      forecast: { exchange },
      accuracy: { scoredCandles: expect.any(Number) as number },
    });
  });

  it('is that of nobody in particular for who does not name an exchange', async () => {
    const { data } = await server.ask('{ candles(limit: 1) { exchange } }');
    expect(data).toEqual({ candles: [{ exchange: '' }] });
  });

  it('is followed by its exchange', async () => {
    const followed = await take<{ candle: Named }>(
      COUNT,
      server.connect().iterate({
        query:
          'subscription { detections(exchange: "okx", after: "2020-01-01T00:00:00Z") { candle { exchange } } }',
      }),
      'detections',
    );
    expect(new Set(followed.map(({ candle }) => candle.exchange))).toEqual(new Set(['okx']));
  });

  it('gets a verdict on one of them only', async () => {
    const openTime = candlesOf('kraken').at(-1)?.openTime;
    const give = `mutation ($openTime: DateTime!) {
      giveVerdict(exchange: "kraken", openTime: $openTime, kind: REAL) { candle { exchange } verdict { kind } }
    }`;
    expect((await server.ask(give, { openTime })).data).toEqual({
      giveVerdict: { candle: { exchange: 'kraken' }, verdict: { kind: 'REAL' } },
    });
    const read = `query ($exchange: String!) { detections(exchange: $exchange, limit: 1) { verdict { kind } } }`;
    expect((await server.ask(read, { exchange: 'okx' })).data).toEqual({ detections: [{ verdict: null }] });
  });

  it.each(['Kraken', 'kra ken', '../kraken', 'k'.repeat(33), '\0', '-'])(
    'is refused for an exchange called %j',
    async (exchange) => {
      const answer = await server.ask(
        'query ($exchange: String!) { candles(exchange: $exchange) { close } }',
        {
          exchange,
        },
      );
      expect(answer.errors?.[0]?.extensions).toMatchObject({ code: 'BAD_USER_INPUT', field: 'exchange' });
    },
  );
});

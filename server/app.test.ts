import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ListenError } from './http/listen-error.ts';
import { candleInputs, startTestServer, take, type RunningServer } from './testing/running-server.ts';

const SEND =
  'mutation ($candle: CandleInput!) { predictAnomaly(candle: $candle) { id status candle { openTime high } detectedAt } }';
const SEND_ALL =
  'mutation ($candles: [CandleInput!]!) { predictAnomalies(candles: $candles) { id status isAnomaly anomalyScore } }';
const COUNT = '{ series { symbol interval candleCount firstOpenTime lastOpenTime warmUpRemaining } }';

let server: RunningServer;
beforeAll(async () => {
  server = await startTestServer();
});
afterAll(() => server[Symbol.asyncDispose]());

/** A series that no other test uses, with some candles stored. */
let made = 0;
async function newSeries(stored: number) {
  const symbol = `TEST/${++made}`;
  const candles = candleInputs(stored + 5, made).map((candle) => ({ ...candle, symbol }));
  if (stored > 0) await server.ask(SEND_ALL, { candles: candles.slice(0, stored) });
  return { symbol, candles };
}

const codeOf = (answer: Awaited<ReturnType<RunningServer['ask']>>) => answer.errors?.[0]?.extensions.code;

describe('predictAnomaly', () => {
  it('judges a candle, stores it and says so', async () => {
    const { symbol, candles } = await newSeries(0);
    const { data } = await server.ask(SEND, { candle: candles[0] });
    expect(data?.predictAnomaly).toMatchObject({
      status: 'WARMING_UP',
      candle: { openTime: '2021-01-01T00:00:00.000Z' },
    });
    const stored = await server.ask(
      'query ($symbol: String!) { candles(symbol: $symbol, mustExist: false) { high } }',
      {
        symbol,
      },
    );
    expect(stored.data).toEqual({ candles: [{ high: candles[0]?.high }] });
  });

  it('gives the same candle the same detection again and stores nothing', async () => {
    const { candles } = await newSeries(3);
    const first = await server.ask(SEND, { candle: candles[1] });
    const again = await server.ask(SEND, { candle: candles[1] });
    expect(again).toEqual(first);
    const { data } = await server.ask<{ series: { symbol: string; candleCount: number }[] }>(COUNT);
    expect(data?.series.find(({ symbol }) => symbol === candles[1]?.symbol)?.candleCount).toBe(3);
  });

  it('refuses the same hour with other values', async () => {
    const { candles } = await newSeries(3);
    const answer = await server.ask(SEND, { candle: { ...candles[1], volume: 1 } });
    expect(codeOf(answer)).toBe('CANDLE_CONFLICT');
  });

  it('refuses an hour before the newest that was never stored', async () => {
    const { candles } = await newSeries(3);
    const answer = await server.ask(SEND, { candle: { ...candles[0], openTime: '2020-12-31T23:00:00Z' } });
    expect(codeOf(answer)).toBe('CANDLE_OUT_OF_ORDER');
  });

  it('refuses a candle that has not closed', async () => {
    const { candles } = await newSeries(0);
    const openTime = new Date(Math.floor(Date.now() / 3_600_000) * 3_600_000).toISOString();
    expect(codeOf(await server.ask(SEND, { candle: { ...candles[0], openTime } }))).toBe('CANDLE_NOT_CLOSED');
  });

  it('converts an offset to UTC', async () => {
    const { candles } = await newSeries(0);
    const { data } = await server.ask(SEND, {
      candle: { ...candles[0], openTime: '2021-03-01T05:00:00+02:00' },
    });
    expect(data?.predictAnomaly).toMatchObject({ candle: { openTime: '2021-03-01T03:00:00.000Z' } });
  });

  it.each([
    ['a high below the body', { high: 1 }],
    ['a negative price', { low: -1 }],
    ['a negative volume', { volume: -0.1 }],
    ['an enormous price', { high: 1e308 }],
    ['a price as text', { close: '30000' }],
    ['a missing volume', { volume: undefined }],
    ['an unknown volume of no exchange', { volume: null }],
    ['a missing volume of an exchange', { exchange: 'kraken', volume: undefined }],
    ['a null open', { open: null }],
    ['an unknown interval', { interval: '7h' }],
    ['a time off the grid', { openTime: '2021-01-01T00:30:00Z' }],
    ['a time without a zone', { openTime: '2021-01-01T00:00:00' }],
    ['no time at all', { openTime: 'yesterday' }],
    ['1970', { openTime: '1970-01-01T00:00:00Z' }],
    ['a symbol of 10,000 characters', { symbol: 'B'.repeat(10_000) }],
    ['SQL for a symbol', { symbol: "'; DROP TABLE candle; --" }],
    ['an unknown field', { trades: 3 }],
  ])('refuses %s as BAD_USER_INPUT and stores nothing', async (_title, fault) => {
    const { symbol, candles } = await newSeries(0);
    const answer = await server.ask(SEND, { candle: { ...candles[0], ...fault } });
    expect(codeOf(answer)).toBe('BAD_USER_INPUT');
    expect(JSON.stringify(answer)).not.toMatch(/node_modules|SELECT|INSERT|\.ts:/);
    const { data } = await server.ask(
      'query ($symbol: String!) { candles(symbol: $symbol, mustExist: false) { high } }',
      {
        symbol,
      },
    );
    expect(data).toEqual({ candles: [] });
  });

  it('refuses a document that is no GraphQL, and values that are not finite', async () => {
    expect(codeOf(await server.ask('{ series {'))).toBe('BAD_USER_INPUT');
    const inline =
      'mutation { predictAnomaly(candle: { openTime: "2021-01-01T00:00:00Z", open: 1e999, high: 1, low: 1, close: 1, volume: 1 }) { id } }';
    expect(codeOf(await server.ask(inline))).toBe('BAD_USER_INPUT');
  });
});

describe('predictAnomalies', () => {
  it('stores all or none, and says which candle was wrong', async () => {
    const { symbol, candles } = await newSeries(0);
    const answer = await server.ask(SEND_ALL, {
      candles: [candles[0], candles[1], { ...candles[2], high: 1 }],
    });
    expect(answer.errors?.[0]?.extensions).toMatchObject({
      code: 'BAD_USER_INPUT',
      candleIndex: 2,
      field: 'high',
    });
    const disordered = await server.ask(SEND_ALL, { candles: [candles[1], candles[0]] });
    expect(disordered.errors?.[0]?.extensions).toMatchObject({ code: 'CANDLE_OUT_OF_ORDER', candleIndex: 1 });
    const { data } = await server.ask(
      'query ($symbol: String!) { candles(symbol: $symbol, mustExist: false) { high } }',
      {
        symbol,
      },
    );
    expect(data).toEqual({ candles: [] });
  });

  it('judges as if candles had come one by one', async () => {
    const { candles } = await newSeries(0);
    const single = await newSeries(0);
    const sent = candles.map((candle) => ({ ...candle, symbol: single.symbol }));
    const together = await server.ask<{ predictAnomalies: object[] }>(SEND_ALL, { candles });
    for (const [index, candle] of sent.entries()) {
      const { data } = await server.ask<{ predictAnomaly: { status: string } }>(SEND, { candle });
      expect(data?.predictAnomaly.status).toBe(
        (together.data?.predictAnomalies[index] as { status: string }).status,
      );
    }
  });

  it('takes several series in one request', async () => {
    const one = await newSeries(0);
    const other = await newSeries(0);
    const candles = one.candles.flatMap((candle, index) => [candle, other.candles[index]]);
    const { data } = await server.ask<{ predictAnomalies: { id: string }[] }>(SEND_ALL, { candles });
    expect(data?.predictAnomalies.map(({ id }) => id.split(':')[0])).toEqual(
      candles.map((candle) => candle?.symbol),
    );
  });

  it('refuses more than 1,000 candles', async () => {
    const answer = await server.ask(SEND_ALL, { candles: candleInputs(1_001) });
    expect(codeOf(answer)).toBe('LIMIT_EXCEEDED');
  });
});

describe('history', () => {
  it('pages forwards from a start, and backwards from the end without one', async () => {
    const { symbol, candles } = await newSeries(10);
    const ask = async (parameters: string) => {
      const { data } = await server.ask<{ candles: { openTime: string }[] }>(
        `query ($symbol: String!) { candles(symbol: $symbol, ${parameters}) { openTime } }`,
        { symbol },
      );
      return data?.candles.map(({ openTime }) => openTime);
    };
    const times = candles.map(({ openTime }) => openTime);
    expect(await ask('limit: 3')).toEqual(times.slice(7, 10));
    expect(await ask(`to: "${times[5]}", limit: 2`)).toEqual(times.slice(3, 5));
    expect(await ask(`from: "${times[5]}", limit: 2`)).toEqual(times.slice(5, 7));
    expect(await ask(`from: "${times[1]}", to: "${times[3]}"`)).toEqual(times.slice(1, 3));
  });

  it('refuses too large and senseless pages', async () => {
    expect(codeOf(await server.ask('{ candles(limit: 1001) { high } }'))).toBe('LIMIT_EXCEEDED');
    expect(codeOf(await server.ask('{ detections(limit: 0) { id } }'))).toBe('BAD_USER_INPUT');
  });

  it('forecasts the next hour and measures itself once it is warm', async () => {
    const { symbol, candles } = await newSeries(100);
    const { data } = await server.ask<Record<string, Record<string, number | string>>>(
      `query ($symbol: String!) {
         forecast(symbol: $symbol) { openTime high low upperLimit lowerLimit modelId }
         accuracy(symbol: $symbol) { scoredCandles meanAbsoluteError baselineMeanAbsoluteError alertBudgetPerWeek alertsPerWeek }
       }`,
      { symbol },
    );
    const { openTime, high, low, upperLimit, lowerLimit } = data?.forecast ?? {};
    expect(openTime).toBe(candles[100]?.openTime);
    expect(Number(upperLimit)).toBeGreaterThan(Number(high));
    expect(Number(high)).toBeGreaterThan(Number(low));
    expect(Number(low)).toBeGreaterThan(Number(lowerLimit));
    expect(data?.accuracy).toMatchObject({ alertBudgetPerWeek: 1, scoredCandles: 52 });
  });

  it('has no forecast and no accuracy for a series that has no candle yet', async () => {
    const answer = await server.ask(
      '{ forecast(symbol: "NO/SUCH") { high } accuracy(symbol: "NO/SUCH") { scoredCandles } }',
    );
    expect(answer).toEqual({ data: { forecast: null, accuracy: null } });
  });
});

describe('subscriptions', () => {
  const subscription = (symbol: string, after?: string) => ({
    query: `subscription ($symbol: String!, $after: DateTime) {
      detections(symbol: $symbol, after: $after) { candle { openTime } }
    }`,
    variables: { symbol, ...(after !== undefined && { after }) },
  });

  it('give what was stored after a candle, then what comes, each once and in order', async () => {
    const { symbol, candles } = await newSeries(10);
    const client = server.connect();
    const results = client.iterate(subscription(symbol, candles[3]?.openTime));
    const received = take<{ candle: { openTime: string } }>(11, results, 'detections');
    for (const candle of candles.slice(10)) await server.ask(SEND, { candle });
    expect((await received).map(({ candle }) => candle.openTime)).toEqual(
      candles.slice(4, 15).map(({ openTime }) => openTime),
    );
  });

  it('refuse a mark without a symbol, with its code', async () => {
    const client = server.connect();
    const results = client.iterate({
      query: 'subscription { anomalies(after: "2021-01-01T00:00:00Z") { id } }',
    });
    const { value } = await results.next();
    expect(value).toMatchObject({ errors: [{ extensions: { code: 'BAD_USER_INPUT' } }] });
  });

  it('end with the connection and leave nothing behind', async () => {
    const { symbol, candles } = await newSeries(5);
    const client = server.connect();
    await take(4, client.iterate(subscription(symbol, candles[0]?.openTime)), 'detections');
    await client.dispose();
    await expect
      .poll(
        async () =>
          ((await (await fetch(`${server.app.url}/health`)).json()) as { subscribers: number }).subscribers,
      )
      .toBe(0);
  });
});

describe('pages', () => {
  it('has a playground that needs nothing from elsewhere', async () => {
    const page = await (await fetch(`${server.app.url}/playground`)).text();
    expect(page).toContain('<html');
    expect(page).not.toMatch(/<script[^>]+src="https?:/);
  });

  it('lets nobody keep an answer of GraphQL, right or wrong', async () => {
    for (const query of ['{ __typename }', '{ nothing }', '{']) {
      const body = JSON.stringify({ query });
      const headers = { 'content-type': 'application/json' };
      const answer = await fetch(`${server.app.url}/graphql`, { method: 'POST', headers, body });
      expect(answer.headers.get('cache-control')).toBe('no-store');
    }
  });

  it('answers /health with what is up', async () => {
    const response = await fetch(`${server.app.url}/health`);
    expect(response.status).toBe(200);
    expect(await response.json()).toMatchObject({ status: 'ready', database: 'up', modelId: 'btc-usd-1h' });
  });
});

it('a port that another server takes while this one starts is told in a sentence', async () => {
  const PORT = new URL(server.app.url).port;
  await expect(startTestServer({ PORT })).rejects.toThrow(
    new ListenError(`The port ${PORT} is taken: set PORT to another one.`),
  );
});

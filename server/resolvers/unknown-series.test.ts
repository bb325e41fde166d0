import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { candleInputs, startTestServer, type RunningServer } from '../testing/running-server.ts';

const SEND = 'mutation ($candles: [CandleInput!]!) { predictAnomalies(candles: $candles) { id } }';
const HOURS = candleInputs(3);
const of = (symbol: string, from = 0, to = 3) => HOURS.slice(from, to).map((hour) => ({ ...hour, symbol }));

const QUERIES = {
  candles: '{ candles(ARGUMENTS) { high } }',
  detections: '{ detections(ARGUMENTS) { id } }',
  forecast: '{ forecast(ARGUMENTS) { high } }',
  accuracy: '{ accuracy(ARGUMENTS) { scoredCandles } }',
};
const SUBSCRIPTIONS = {
  detections: 'subscription { detections(ARGUMENTS) { candle { openTime } } }',
  anomalies: 'subscription { anomalies(ARGUMENTS) { candle { openTime } } }',
};
const EMPTY = { candles: [], detections: [], forecast: null, accuracy: null };

let server: RunningServer;
beforeAll(async () => {
  server = await startTestServer();
  const candles = [...of('BTC/USD'), ...of('BTC/EUR'), ...of('ETH/USD'), ...of('A/B')];
  expect(await server.ask(SEND, { candles })).not.toHaveProperty('errors');
});
afterAll(() => server[Symbol.asyncDispose]());

const told = (...nearest: string[]) => ({
  errors: [
    {
      message: expect.stringContaining(`The nearest names: ${nearest.join(', ')}`) as string,
      extensions: { code: 'BAD_USER_INPUT', nearest: expect.arrayContaining(nearest) as string[] },
    },
  ],
});

describe.each(Object.entries(QUERIES))('%s of a symbol that does not exist', (name, query) => {
  const ask = (parameters: string, of = server) => of.ask(query.replace('ARGUMENTS', parameters));

  it.each([
    ['symbol: "BTC/UDS"', 'BTC/USD 1h'],
    ['symbol: "btc-usd"', 'BTC/USD 1h'],
    ['symbol: "ETHUSD"', 'ETH/USD 1h'],
  ])('has the nearest names for %s', async (parameters, nearest) => {
    expect(await ask(parameters)).toMatchObject(told(nearest));
  });

  it('is empty with mustExist: false, and on a server that has no candle yet', async () => {
    const nothing = { data: { [name]: EMPTY[name as keyof typeof EMPTY] } };
    expect(await ask('symbol: "BTC/UDS", mustExist: false')).toEqual(nothing);
    await using fresh = await startTestServer();
    expect(await ask('symbol: "BTC/UDS"', fresh)).toEqual(nothing);
  });

  it.each(['symbol: "XRP/JPY"', 'interval: "5m"', 'exchange: "kraken"'])(
    'is empty for %s, which may begin at any time',
    async (parameters) => {
      expect(await ask(parameters)).toEqual({ data: { [name]: EMPTY[name as keyof typeof EMPTY] } });
    },
  );

  it('is not what a range without candles is', async () => {
    if (name === 'forecast') return;
    expect(await ask('symbol: "BTC/USD", to: "2015-01-01T00:00:00Z"')).not.toHaveProperty('errors');
  });
});

it('a verdict on a series that does not exist is refused with the nearest names', async () => {
  const give =
    'mutation { giveVerdict(symbol: "btc/usd", openTime: "2021-01-01T00:00:00Z", kind: REAL) { id } }';
  expect(await server.ask(give)).toMatchObject(told('BTC/USD 1h'));
});

describe('who follows a symbol that does not exist', () => {
  const follow = (field: keyof typeof SUBSCRIPTIONS, parameters: string, to = server) =>
    to.connect().iterate({ query: SUBSCRIPTIONS[field].replace('ARGUMENTS', parameters) });

  it.each(['detections', 'anomalies'] as const)(
    'is told by %s at once, and gets what comes',
    async (field) => {
      const symbol = field === 'detections' ? 'ETH/USDT' : 'ETH/USDC';
      const events = follow(field, `symbol: "${symbol}"`);
      expect((await events.next()).value).toMatchObject(told('ETH/USD 1h'));
      const next = events.next();
      const late = candleInputs(1)[0];
      // A gap of days after warm-up makes any candle an anomaly.
      const candles = [...candleInputs(100), { ...late, openTime: '2021-03-01T00:00:00.000Z' }];
      expect(
        await server.ask(SEND, { candles: candles.map((candle) => ({ ...candle, symbol })) }),
      ).not.toHaveProperty('errors');
      // The first candle of the series where all are followed, the one after the gap or an earlier anomaly where not.
      const openTime = field === 'detections' ? HOURS[0]?.openTime : (expect.any(String) as string);
      expect(await next).toMatchObject({ value: { data: { [field]: { candle: { openTime } } } } });
      await events.return?.();
    },
  );

  it('is told and sent away where the market has another spelling', async () => {
    const events = follow('detections', 'symbol: "btc/usd"');
    expect((await events.next()).value).toMatchObject(told('BTC/USD 1h'));
    expect(await events.next()).toMatchObject({ done: true });
  });

  it('waits silently with mustExist: false, and on a server that has no candle yet', async () => {
    await using fresh = await startTestServer();
    const events = [
      [server, follow('detections', 'symbol: "LATER/USD", mustExist: false')] as const,
      [fresh, follow('detections', 'symbol: "LATER/USD"', fresh)] as const,
    ];
    for (const [to, results] of events) {
      const first = results.next();
      const metrics = async () => (await fetch(`${to.app.url}/metrics`)).text();
      await expect.poll(metrics, { timeout: 10_000 }).toMatch(/detective_subscribers 1\n/);
      await to.ask(SEND, { candles: of('LATER/USD') });
      expect(await first).toMatchObject({ value: { data: { detections: { candle: {} } } } });
      await results.return?.();
    }
  });
});

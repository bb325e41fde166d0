import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { candleInputs, startTestServer, take, type RunningServer } from '../testing/running-server.ts';

const OPERATIONS = {
  candles: 'query ($symbol: String!) { candles(symbol: $symbol) { high } }',
  detections: 'query ($symbol: String!) { detections(symbol: $symbol) { id } }',
  forecast: 'query ($symbol: String!) { forecast(symbol: $symbol) { high } }',
  accuracy: 'query ($symbol: String!) { accuracy(symbol: $symbol) { scoredCandles } }',
  giveVerdict:
    'mutation ($symbol: String!) { giveVerdict(symbol: $symbol, openTime: "2021-01-01T00:00:00Z", kind: REAL) { id } }',
};
const SUBSCRIPTIONS = ['anomalies', 'detections', 'verdicts'];
const NOT_SYMBOLS = {
  'a zero byte': 'BTC\0USD',
  nothing: '',
  '900 kB': 'B'.repeat(900_000),
  'a line break': 'BTC\nUSD',
};

let server: RunningServer;
beforeAll(async () => {
  server = await startTestServer();
  const send = 'mutation ($candles: [CandleInput!]!) { predictAnomalies(candles: $candles) { id } }';
  expect(await server.ask(send, { candles: candleInputs(60) })).not.toHaveProperty('errors');
});
afterAll(() => server[Symbol.asyncDispose]());

describe.each(Object.entries(NOT_SYMBOLS))('%s for a symbol', (_title, symbol) => {
  it.each(Object.entries(OPERATIONS))('is refused by %s with a short answer', async (_name, query) => {
    const answer = await server.ask(query, { symbol });
    expect(answer.errors?.[0]?.extensions).toMatchObject({ code: 'BAD_USER_INPUT', field: 'symbol' });
    expect(JSON.stringify(answer).length).toBeLessThan(1_000);
  });

  it.each(SUBSCRIPTIONS)('is refused by the subscription to %s', async (field) => {
    const fields = field === 'verdicts' ? 'completeFrom' : 'id';
    const query = `subscription ($symbol: String!) { ${field}(symbol: $symbol) { ${fields} } }`;
    const { value } = await server.connect().iterate({ query, variables: { symbol } }).next();
    expect(value).toMatchObject({ errors: [{ extensions: { code: 'BAD_USER_INPUT', field: 'symbol' } }] });
  });
});

describe('null for a variable that may be left out is the same as leaving it out', () => {
  const declared = '$symbol: String, $interval: String, $limit: Int, $only: Boolean, $from: DateTime';
  const nothing = { symbol: null, interval: null, limit: null, only: null, from: null };

  it.each([
    ['candles', 'candles(symbol: $symbol, interval: $interval, limit: $limit, from: $from) { openTime }'],
    [
      'detections',
      'detections(symbol: $symbol, interval: $interval, limit: $limit, from: $from, anomaliesOnly: $only) { id }',
    ],
    ['forecast', 'forecast(symbol: $symbol, interval: $interval) { high }'],
    ['accuracy', 'accuracy(symbol: $symbol, interval: $interval, from: $from) { scoredCandles }'],
  ])('by %s', async (_name, field) => {
    const query = `query (${declared.split(', ').filter((one) => field.includes(one.split(':')[0] ?? ''))}) { ${field} }`;
    const leftOut = await server.ask(query);
    expect(leftOut).not.toHaveProperty('errors');
    expect(await server.ask(query, nothing)).toEqual(leftOut);
  });

  it('by the subscription to verdicts', async () => {
    const query = `subscription ($symbol: String, $interval: String) {
      verdicts(symbol: $symbol, interval: $interval) { verdicts { note } }
    }`;
    const results = server.connect().iterate({ query, variables: { symbol: null, interval: null } });
    expect(await take(1, results, 'verdicts')).toEqual([{ verdicts: [] }]);
  });

  it.each(['detections', 'anomalies'])('by the subscription to %s', async (field) => {
    const query = `subscription ($symbol: String, $interval: String, $after: DateTime) {
      ${field}(symbol: $symbol, interval: $interval, after: $after) { isAnomaly }
    }`;
    const variables = { symbol: null, interval: null, after: null };
    let isOver = false;
    const first = take(1, server.connect().iterate({ query, variables }), field).finally(
      () => (isOver = true),
    );
    // The subscription begins at some candle; each of these comes after a gap, which makes it an anomaly.
    for (let day = 10; !isOver; day++) {
      const openTime = new Date(Date.UTC(field === 'detections' ? 2021 : 2023, 0, day)).toISOString();
      const candle = {
        symbol: null,
        interval: null,
        openTime,
        open: 9,
        high: 12,
        low: 8,
        close: 10,
        volume: 5,
      };
      const send = 'mutation ($candle: CandleInput!) { predictAnomaly(candle: $candle) { id } }';
      expect(await server.ask(send, { candle })).not.toHaveProperty('errors');
    }
    expect(await first).toHaveLength(1);
  });
});

import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { candleInputs, startTestServer, type RunningServer } from '../testing/running-server.ts';

const SEND = 'mutation ($candles: [CandleInput!]!) { predictAnomalies(candles: $candles) { id } }';
const SET = `mutation ($symbol: String!, $budget: Float, $forAll: Boolean) {
  setAlertBudget(symbol: $symbol, alertsPerWeek: $budget, forAll: $forAll) { inForce ofSeries ofAll ofSettings }
}`;
const ANOMALIES = `query ($symbol: String!) {
  detections(symbol: $symbol, anomaliesOnly: true, limit: 1000) { candle { openTime } returnPeriodHours kinds }
}`;
const RARE = `query ($symbol: String!, $hours: Float) {
  rareCandles(symbol: $symbol, minReturnPeriodHours: $hours) { openTime returnPeriodHours kind isAnomaly verdict }
}`;
const RARE_DETECTIONS = `query ($symbol: String!, $hours: Float, $limit: Int) {
  detections(symbol: $symbol, minReturnPeriodHours: $hours, limit: $limit) { candle { openTime } isAnomaly reason }
}`;
/** With a hole, because a gap is an anomaly at any budget. */
const HOURS = candleInputs(2_000, 11).filter((_, index) => index < 500 || index > 504);

interface Rare {
  openTime: string;
  returnPeriodHours: number | null;
  kind: string | null;
  isAnomaly: boolean;
  verdict: string | null;
}

let server: RunningServer;
const send = async (symbol: string, candles: typeof HOURS) => {
  for (let from = 0; from < candles.length; from += 1_000) {
    const batch = candles.slice(from, from + 1_000).map((candle) => ({ ...candle, symbol }));
    expect(await server.ask(SEND, { candles: batch })).not.toHaveProperty('errors');
  }
};
beforeAll(async () => {
  server = await startTestServer();
  await send('AT/ONE', HOURS);
  await send('AT/SEVEN', HOURS.slice(0, 1));
  const { data } = await server.ask(SET, { symbol: 'AT/SEVEN', budget: 7 });
  expect(data).toEqual({ setAlertBudget: { inForce: 7, ofSeries: 7, ofAll: null, ofSettings: 1 } });
  await send('AT/SEVEN', HOURS);
});
afterAll(() => server[Symbol.asyncDispose]());

async function anomaliesOf(symbol: string) {
  const { data } = await server.ask<{
    detections: { candle: { openTime: string }; returnPeriodHours: number | null; kinds: string[] }[];
  }>(ANOMALIES, { symbol });
  return (data?.detections ?? []).map(({ candle, returnPeriodHours, kinds }) => ({
    openTime: candle.openTime,
    returnPeriodHours,
    kind: kinds[0],
  }));
}

it('tells faults of the feed from moves of the market, as the sentences do', async () => {
  const QUERY = `query { detections(symbol: "AT/ONE", limit: 1000, minReturnPeriodHours: 24) { isAnomaly isFeedFault reason } }`;
  type Row = { isAnomaly: boolean; isFeedFault: boolean; reason: string | null };
  const { data } = await server.ask<{ detections: Row[] }>(QUERY);
  const rows = data?.detections ?? [];
  for (const { isFeedFault, reason } of rows) expect(isFeedFault).toBe(/^Feed fault/.test(reason ?? ''));
  expect(new Set(rows.map(({ isAnomaly, isFeedFault }) => `${isAnomaly} ${isFeedFault}`))).toEqual(
    new Set(['false false', 'true false', 'true true']),
  );
});

async function rareOf(symbol: string, hours: number | null): Promise<Rare[]> {
  const { data } = await server.ask<{ rareCandles: Rare[] }>(RARE, { symbol, hours });
  return data?.rareCandles ?? [];
}

const timesOf = (rows: readonly { openTime: string }[]) => rows.map(({ openTime }) => openTime);

describe('what would have come at another alert budget', () => {
  it('is exactly what a server with that budget has found in the same candles', async () => {
    const [one, seven] = [await anomaliesOf('AT/ONE'), await anomaliesOf('AT/SEVEN')];
    expect(seven.length).toBeGreaterThan(2 * one.length);
    expect(timesOf(await rareOf('AT/ONE', 168 / 7))).toEqual(timesOf(seven));
    expect(timesOf(await rareOf('AT/SEVEN', 168))).toEqual(timesOf(one));
    expect(timesOf(await rareOf('AT/ONE', 168 / 3))).toEqual(timesOf(await rareOf('AT/SEVEN', 168 / 3)));
  });

  it('says of each what it is and was said to be, a gap included', async () => {
    const anomalies = await anomaliesOf('AT/ONE');
    const openTime = anomalies[0]?.openTime;
    await server.ask(
      'mutation ($openTime: DateTime!) { giveVerdict(symbol: "AT/ONE", openTime: $openTime, kind: REAL) { id } }',
      { openTime },
    );
    const rare = await rareOf('AT/ONE', null);
    const found = rare.filter(({ isAnomaly }) => isAnomaly);
    expect(
      found.map(({ openTime, returnPeriodHours, kind }) => ({ openTime, returnPeriodHours, kind })),
    ).toEqual(anomalies);
    expect(found.filter(({ verdict }) => verdict === 'REAL').map((one) => one.openTime)).toEqual([openTime]);
    expect(
      found.some(({ kind, returnPeriodHours }) => kind === 'FEED_GAP' && returnPeriodHours === null),
    ).toBe(true);
    expect(rare.some(({ isAnomaly, kind }) => !isAnomaly && kind === null)).toBe(true);
  });

  it('can be had by columns, which say the same', async () => {
    const { data } = await server.ask<{ rareCandleColumns: Record<string, unknown[]> }>(
      '{ rareCandleColumns(symbol: "AT/ONE") { openTimesMs returnPeriodHours kinds verdicts } }',
    );
    const rare = await rareOf('AT/ONE', null);
    expect(rare.length).toBeGreaterThan(10);
    expect(data?.rareCandleColumns).toEqual({
      openTimesMs: rare.map(({ openTime }) => Date.parse(openTime)),
      returnPeriodHours: rare.map(({ returnPeriodHours }) => returnPeriodHours),
      kinds: rare.map(({ kind }) => kind),
      verdicts: rare.map(({ verdict }) => verdict),
    });
  });

  it('can be had as whole detections, page by page like any others', async () => {
    const ask = async (limit: number) => {
      const { data } = await server.ask<{ detections: { candle: { openTime: string } }[] }>(RARE_DETECTIONS, {
        symbol: 'AT/ONE',
        hours: 24,
        limit,
      });
      return data?.detections.map(({ candle }) => candle.openTime);
    };
    const expected = timesOf(await rareOf('AT/ONE', 24));
    expect(await ask(1_000)).toEqual(expected);
    expect(await ask(5)).toEqual(expected.slice(-5));
  });
});

it('a long range comes as few candles, and says how many hours each stands for', async () => {
  const { data } = await server.ask<{ candleOverview: { intervals: number; candles: unknown[] } }>(
    '{ candleOverview(symbol: "AT/ONE", most: 200) { intervals candles { openTime candleCount } } }',
  );
  expect(data?.candleOverview.intervals).toBe(12);
  expect(data?.candleOverview.candles.length).toBe(167);
});

it('a long range can be had by columns, which say the same', async () => {
  const names = ['open', 'high', 'low', 'close', 'volume', 'candleCount'] as const;
  type Candle = { openTime: string } & Record<(typeof names)[number], number>;
  const { data } = await server.ask<{ candleOverview: { candles: Candle[]; columns: unknown } }>(
    `{ candleOverview(symbol: "AT/ONE", most: 50) {
      candles { openTime ${names.join(' ')} }
      columns { openTimesMs ${names.map((name) => `${name}s`).join(' ')} }
    } }`,
  );
  const { candles, columns } = data?.candleOverview ?? { candles: [], columns: null };
  expect(candles.length).toBeGreaterThan(30);
  expect(columns).toEqual({
    openTimesMs: candles.map(({ openTime }) => Date.parse(openTime)),
    ...Object.fromEntries(names.map((name) => [`${name}s`, candles.map((candle) => candle[name])])),
  });
});

describe('a budget', () => {
  it('for all shows in `about` and `accuracy`, except for series that have their own', async () => {
    await server.ask(SET, { symbol: 'AT/ONE', budget: 2, forAll: true });
    const budgets = () =>
      server.ask(`{ about { alertsPerWeek } one: accuracy(symbol: "AT/ONE") { alertBudgetPerWeek }
                    seven: accuracy(symbol: "AT/SEVEN") { alertBudgetPerWeek } }`);
    expect((await budgets()).data).toEqual({
      about: { alertsPerWeek: 2 },
      one: { alertBudgetPerWeek: 2 },
      seven: { alertBudgetPerWeek: 7 },
    });
    await server.ask(SET, { symbol: 'AT/ONE', budget: null, forAll: true });
    expect((await budgets()).data).toMatchObject({ about: { alertsPerWeek: 1 } });
  });

  it.each([
    ['below one a year', 0.001],
    ['above seven a day', 50],
  ])('%s is refused', async (_name, budget) => {
    const { errors } = await server.ask(SET, { symbol: 'AT/ONE', budget });
    expect(errors?.[0]?.extensions.code).toBe('BAD_USER_INPUT');
  });

  it('of a series without a candle is refused', async () => {
    const { errors } = await server.ask(SET, { symbol: 'NOBODY/KNOWS', budget: 1 });
    expect(errors?.[0]).toMatchObject({ extensions: { code: 'BAD_USER_INPUT' } });
  });

  it('needs the token that candles need', async () => {
    await using guarded = await startTestServer({ INGEST_TOKEN: 'a token of this test, long enough' });
    const { errors } = await guarded.ask(SET, { symbol: 'BTC/USD', budget: 1, forAll: true });
    expect(errors?.[0]?.extensions.code).toBe('UNAUTHENTICATED');
  });
});

it.each([
  ['{ rareCandles(minReturnPeriodHours: 2) { openTime } }', 'BAD_USER_INPUT'],
  ['{ rareCandles(limit: 10001) { openTime } }', 'LIMIT_EXCEEDED'],
  ['{ candleOverview(most: 2001) { intervals } }', 'LIMIT_EXCEEDED'],
  ['{ candleOverview(most: 1) { intervals } }', 'BAD_USER_INPUT'],
])('%s is refused', async (query, code) => {
  const { errors } = await server.ask(query);
  expect(errors?.[0]?.extensions.code).toBe(code);
});

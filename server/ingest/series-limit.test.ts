import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { candleInputs, startTestServer, type RunningServer } from '../testing/running-server.ts';

const SEND = 'mutation ($candles: [CandleInput!]!) { predictAnomalies(candles: $candles) { id } }';
const HOURS = candleInputs(3);

let server: RunningServer;
let other: RunningServer;
beforeAll(async () => {
  server = await startTestServer({ MAX_SERIES: '3' });
  other = await startTestServer({ MAX_SERIES: '3' }, server.databaseUrl);
});
afterAll(async () => {
  await other[Symbol.asyncDispose]();
  await server[Symbol.asyncDispose]();
});

const of = (symbol: string, from = 0, to = 1) => HOURS.slice(from, to).map((hour) => ({ ...hour, symbol }));
const symbols = async () => {
  const { data } = await server.ask<{ series: { symbol: string }[] }>('{ series { symbol } }');
  return data?.series.map(({ symbol }) => symbol);
};

describe('with MAX_SERIES=3', () => {
  it('three series come into being and a fourth is refused with LIMIT_EXCEEDED, whole requests at a time', async () => {
    expect(await server.ask(SEND, { candles: [...of('A'), ...of('B')] })).not.toHaveProperty('errors');
    const tooMany = await server.ask(SEND, { candles: [...of('C'), ...of('D')] });
    expect(tooMany.errors?.[0]).toMatchObject({
      message: expect.stringMatching(/at most 3 series.*MAX_SERIES/) as string,
      extensions: { code: 'LIMIT_EXCEEDED', candleIndex: 1 },
    });
    expect(await symbols()).toEqual(['A', 'B']);
    expect(await server.ask(SEND, { candles: of('C') })).not.toHaveProperty('errors');
    expect((await server.ask(SEND, { candles: of('D') })).errors?.[0]?.extensions.code).toBe(
      'LIMIT_EXCEEDED',
    );
  });

  it('the series that exist go on', async () => {
    expect(await server.ask(SEND, { candles: [...of('A', 1, 3), ...of('B', 1, 3)] })).not.toHaveProperty(
      'errors',
    );
    expect(await symbols()).toEqual(['A', 'B', 'C']);
  });
});

it('two servers that are sent new series at once never make more than that together', async () => {
  const fresh = await startTestServer({ MAX_SERIES: '5' });
  const beside = await startTestServer({ MAX_SERIES: '5' }, fresh.databaseUrl);
  await Promise.all(
    Array.from({ length: 20 }, (_, index) =>
      (index % 2 ? fresh : beside).ask(SEND, { candles: of(`MANY/${index}`) }),
    ),
  );
  const { data } = await fresh.ask<{ series: object[] }>('{ series { symbol } }');
  expect(data?.series).toHaveLength(5);
  await beside[Symbol.asyncDispose]();
  await fresh[Symbol.asyncDispose]();
});

it('overview and series come in pages', async () => {
  const page =
    '{ overview(limit: 2, offset: 1) { series { symbol } lastClose } series(limit: 1, offset: 2) { symbol } }';
  const { data } = await server.ask(page);
  expect(data).toEqual({
    overview: ['B', 'C'].map((symbol) => ({
      series: { symbol },
      lastClose: HOURS[symbol === 'B' ? 2 : 0]?.close,
    })),
    series: [{ symbol: 'C' }],
  });
  for (const limit of [0, 1_001]) {
    expect((await server.ask(`{ overview(limit: ${limit}) { lastClose } }`)).errors).toHaveLength(1);
  }
  expect((await server.ask('{ overview(offset: -1) { lastClose } }')).errors).toHaveLength(1);
});

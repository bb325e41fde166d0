import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { candleInputs, startTestServer, type RunningServer } from '../testing/running-server.ts';

const SEND = 'mutation ($candles: [CandleInput!]!) { predictAnomalies(candles: $candles) { id } }';
const RANGES: Record<string, string> = {
  accuracy: '{ scoredCandles }',
  anomalyLanes: '{ symbol }',
  calm: '{ judged }',
  candleOverview: '{ candles { openTime } }',
  candles: '{ openTime }',
  corrections: '{ openTime }',
  detections: '{ id }',
  incidents: '{ id }',
  rareCandles: '{ openTime }',
};
/** The first and the last that a DateTime can name. */
const EARLIEST = '0000-01-01T00:00:00+23:59';
const LATEST = '9999-12-31T23:59:59-23:59';

let server: RunningServer;
beforeAll(async () => {
  server = await startTestServer();
  expect(await server.ask(SEND, { candles: candleInputs(200, 11) })).not.toHaveProperty('errors');
});
afterAll(() => server[Symbol.asyncDispose]());

describe.each(Object.entries(RANGES))('%s', (field, selection) => {
  const QUERY = `query ($from: DateTime!, $to: DateTime!) { answer: ${field}(from: $from, to: $to) ${selection} }`;
  const ask = (from: string, to: string) => server.ask<{ answer: unknown }>(QUERY, { from, to });

  it('answers for all the time that there is as for the time of its candles', async () => {
    const all = await ask(EARLIEST, LATEST);
    expect(all).not.toHaveProperty('errors');
    expect(all).toEqual(await ask('2009-01-03T00:00:00Z', '2100-01-01T00:00:00Z'));
  });

  it.each([
    ['0000-01-01T00:00:00Z', '0001-01-01T00:00:00Z'],
    [EARLIEST, EARLIEST],
    [LATEST, LATEST],
  ])('finds nothing wrong with the time from %s to %s', async (from, to) => {
    const { errors = [] } = await ask(from, to);
    // Lanes of no time can't be cut into parts, which is said.
    expect(errors.map(({ extensions }) => extensions?.code)).toEqual(
      field === 'anomalyLanes' && from === to ? ['BAD_USER_INPUT'] : [],
    );
  });
});

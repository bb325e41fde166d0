import { afterAll, beforeAll, expect, it } from 'vitest';
import { candleInputs, startTestServer, type RunningServer } from '../testing/running-server.ts';

const GIVE = `mutation ($openTime: DateTime!, $kind: VerdictKind, $note: String!) {
  giveVerdict(openTime: $openTime, kind: $kind, note: $note) { verdict { kind note } }
}`;
const READ = `{
  detections(anomaliesOnly: true) { candle { openTime } verdict { kind note } }
  accuracy { realAlerts falseAlerts expectedAlerts precision }
  overview { series { symbol } lastClose recentCloses openAnomalies }
}`;

type Stored = {
  detections: { candle: { openTime: string }; verdict: unknown }[];
  accuracy: Record<string, number | null>;
  overview: { openAnomalies: number; recentCloses: number[]; lastClose: number }[];
};

let server: RunningServer;
let anomalies: string[];
beforeAll(async () => {
  server = await startTestServer();
  const candles = candleInputs(60);
  // Three hours that nobody would call usual.
  for (const index of [50, 53, 56]) {
    const candle = candles[index];
    if (candle)
      Object.assign(candle, {
        high: candle.high * 1.4,
        low: candle.low * 0.6,
        volume: (candle.volume ?? 0) * 50,
      });
  }
  const send = 'mutation ($candles: [CandleInput!]!) { predictAnomalies(candles: $candles) { id } }';
  await server.ask(send, { candles });
  const { data } = await server.ask<Stored>(READ);
  anomalies = data?.detections.map(({ candle }) => candle.openTime) ?? [];
});
afterAll(() => server[Symbol.asyncDispose]());

const read = async () => {
  const { data } = await server.ask<Stored>(READ);
  if (!data) throw new Error('no answer');
  return data;
};

it('verdicts are stored, replaced, taken back, and counted into a precision', async () => {
  expect(anomalies.length).toBeGreaterThanOrEqual(3);
  const [first, second, third] = anomalies;
  expect((await read()).accuracy).toEqual({
    realAlerts: 0,
    falseAlerts: 0,
    expectedAlerts: 0,
    precision: null,
  });
  await server.ask(GIVE, { openTime: first, kind: 'FALSE', note: 'a bad print' });
  await server.ask(GIVE, { openTime: second, kind: 'FALSE', note: '' });
  await server.ask(GIVE, { openTime: third, kind: 'EXPECTED', note: '' });
  const replaced = await server.ask(GIVE, { openTime: second, kind: 'REAL', note: 'seen elsewhere, too' });
  expect(replaced.data).toEqual({ giveVerdict: { verdict: { kind: 'REAL', note: 'seen elsewhere, too' } } });

  const judged = await read();
  expect(judged.accuracy).toEqual({ realAlerts: 1, falseAlerts: 1, expectedAlerts: 1, precision: 0.5 });
  expect(judged.detections[0]?.verdict).toEqual({ kind: 'FALSE', note: 'a bad print' });
  expect(judged.overview[0]?.openAnomalies).toBe(anomalies.length - 3);
  expect(judged.overview[0]?.recentCloses).toHaveLength(48);

  await server.ask(GIVE, { openTime: first, kind: null, note: '' });
  expect((await read()).accuracy).toMatchObject({ falseAlerts: 0, precision: 1 });
});

it('there is no verdict on what was never judged, and no endless note', async () => {
  const missing = await server.ask(GIVE, { openTime: '2019-01-01T00:00:00Z', kind: 'REAL', note: '' });
  expect(missing.errors?.[0]?.extensions.code).toBe('BAD_USER_INPUT');
  const long = await server.ask(GIVE, { openTime: anomalies[0], kind: 'REAL', note: 'x'.repeat(501) });
  expect(long.errors?.[0]?.extensions.code).toBe('LIMIT_EXCEEDED');
});

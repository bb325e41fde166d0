import { afterAll, beforeAll, expect, it } from 'vitest';
import { candleInputs, startTestServer, take, type RunningServer } from '../testing/running-server.ts';

const SEND = 'mutation ($candles: [CandleInput!]!) { predictAnomalies(candles: $candles) { id } }';
const GIVE = `mutation ($openTime: DateTime!, $kind: VerdictKind) {
  giveVerdict(openTime: $openTime, kind: $kind, note: "seen") { id }
}`;
const DETECTIONS = `subscription ($after: DateTime) {
  detections(after: $after) { candle { openTime } verdict { kind note } }
}`;
const ANOMALIES = `subscription ($after: DateTime) {
  anomalies(symbol: "BTC/USD", after: $after) { candle { openTime } verdict { kind note } }
}`;
const INCIDENTS = `subscription ($after: DateTime) {
  incidents(after: $after) { openedAt peak { candle { openTime } verdict { kind note } } }
}`;

interface Told {
  candle: { openTime: string };
  verdict: { kind: string; note: string } | null;
}

const CRASH = 110;
const hours = candleInputs(120).map((hour, index) =>
  index === CRASH ? { ...hour, low: hour.low * 0.7 } : hour,
);
const openTime = hours[CRASH]?.openTime ?? '';
const after = hours[CRASH - 1]?.openTime;

let one: RunningServer;
let other: RunningServer;
beforeAll(async () => {
  one = await startTestServer();
  // Without a channel between the two neither knows what the other was told.
  other = await startTestServer({}, one.databaseUrl);
  expect(await one.ask(SEND, { candles: hours.slice(0, CRASH) })).not.toHaveProperty('errors');
});
afterAll(async () => {
  await other[Symbol.asyncDispose]();
  await one[Symbol.asyncDispose]();
});

/** What a subscriber is told first who comes now and asks for what came after the candle before the crash. */
const first = async <Event>(query: string, field: string) =>
  (await take<Event>(1, one.connect().iterate({ query, variables: { after } }), field))[0];

it('who asks for what came before has the verdicts of now, also on what a server keeps in memory for others', async () => {
  const client = one.connect();
  const told = [DETECTIONS, INCIDENTS].map((query) => client.iterate({ query }).next());
  await expect.poll(async () => (await fetch(`${one.app.url}/metrics`)).text()).toMatch(/subscribers 2/);
  expect(await one.ask(SEND, { candles: hours.slice(CRASH) })).not.toHaveProperty('errors');
  await Promise.all(told);
  for (const [server, kind] of [
    [one, 'REAL'],
    [other, 'FALSE'],
    [other, null],
  ] as const) {
    expect(await server.ask(GIVE, { openTime, kind })).not.toHaveProperty('errors');
    const expected = { candle: { openTime }, verdict: kind && { kind, note: 'seen' } };
    expect(await first<Told>(DETECTIONS, 'detections')).toEqual(expected);
    expect(await first<Told>(ANOMALIES, 'anomalies')).toEqual(expected);
    expect((await first<{ peak: Told }>(INCIDENTS, 'incidents'))?.peak).toEqual(expected);
  }
});

import type { Incident } from '@detective/schema';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { candleInputs, startTestServer, take, type RunningServer } from '../testing/running-server.ts';

const SEND = 'mutation ($candles: [CandleInput!]!) { predictAnomalies(candles: $candles) { id } }';
const FIELDS =
  'id openedAt newestAt closedAt anomalyCount kinds peak { id isAnomaly reason candle { high } verdict { kind note } }';
const READ = `query ($openOnly: Boolean! = false, $from: DateTime, $to: DateTime) {
  incidents(openOnly: $openOnly, from: $from, to: $to) { ${FIELDS} } }`;

interface Answer {
  incidents: (Omit<Incident, 'openedAt' | 'newestAt' | 'closedAt'> & {
    openedAt: string;
    newestAt: string;
    closedAt: string | null;
  })[];
}

/** Two crashes 40 hours apart, the second of which is still under way. */
const hours = candleInputs(160).map((hour, index) =>
  [110, 112, 150].includes(index) ? { ...hour, low: hour.low * 0.7 } : hour,
);

let server: RunningServer;
beforeAll(async () => {
  server = await startTestServer({ ALERTS_PER_WEEK: '2', INGEST_TOKEN: 'the-token-to-write-with' });
});
afterAll(() => server[Symbol.asyncDispose]());

const asWriter = { authorization: 'Bearer the-token-to-write-with' };
const send = async (candles: typeof hours) =>
  expect(await server.ask(SEND, { candles }, asWriter)).not.toHaveProperty('errors');
const read = async (variables: object = {}) =>
  (await server.ask<Answer>(READ, variables)).data?.incidents ?? [];

it('incidents can be followed while they open, grow and close, and be read afterwards', async () => {
  await send(hours.slice(0, 100));
  const client = server.connect();
  const query = `subscription { incidents { ${FIELDS} } }`;
  const told = take<Answer['incidents'][0]>(4, client.iterate({ query }), 'incidents');
  await expect.poll(async () => (await fetch(`${server.app.url}/metrics`)).text()).toMatch(/subscribers 1/);
  for (const hour of hours.slice(100)) await send([hour]);
  const events = await told;
  expect(events.map(({ anomalyCount, closedAt }) => [anomalyCount, closedAt])).toEqual([
    [1, null],
    [2, null],
    [2, hours[124]?.openTime],
    [1, null],
  ]);
  expect(events[0]).toMatchObject({
    id: `BTC/USD:1h:${hours[110]?.openTime}`,
    openedAt: hours[110]?.openTime,
    kinds: ['PRICE_CRASH'],
    peak: { isAnomaly: true, verdict: null },
  });

  const stored = await read();
  expect(stored).toEqual([events[2], events[3]]);
  expect(await read({ openOnly: true })).toEqual([events[3]]);
  expect(await read({ from: hours[111]?.openTime })).toEqual([events[3]]);
  expect(await read({ to: hours[111]?.openTime })).toEqual([events[2]]);

  const after = `subscription { incidents(after: "${hours[100]?.openTime}") { ${FIELDS} } }`;
  expect(await take(2, server.connect().iterate({ query: after }), 'incidents')).toEqual(stored);
});

it('a verdict on an incident is one on each of its anomalies, and needs the token', async () => {
  const give = `mutation ($openedAt: DateTime!, $kind: VerdictKind) {
    giveIncidentVerdict(openedAt: $openedAt, kind: $kind, note: "maintenance") { ${FIELDS} } }`;
  const openedAt = hours[110]?.openTime;
  const refused = await server.ask(give, { openedAt, kind: 'FALSE' });
  expect(refused.errors?.[0]?.extensions.code).toBe('UNAUTHENTICATED');
  const verdicts = async () => {
    const query =
      '{ detections(anomaliesOnly: true) { verdict { kind note } candle { openTime } } accuracy { falseAlerts } }';
    const { data } = await server.ask<{ detections: { verdict: object | null }[] }>(query);
    return data?.detections.map(({ verdict }) => verdict);
  };
  expect(await server.ask(give, { openedAt, kind: 'FALSE' }, asWriter)).toMatchObject({
    data: { giveIncidentVerdict: { peak: { verdict: { kind: 'FALSE', note: 'maintenance' } } } },
  });
  const given = { kind: 'FALSE', note: 'maintenance' };
  expect(await verdicts()).toEqual([given, given, null]);
  await server.ask(give, { openedAt, kind: null }, asWriter);
  expect(await verdicts()).toEqual([null, null, null]);
  const unknown = await server.ask(give, { openedAt: hours[111]?.openTime, kind: 'REAL' }, asWriter);
  expect(unknown.errors?.[0]).toMatchObject({
    message: `There is no incident of BTC/USD 1h that opened at ${hours[111]?.openTime}`,
    extensions: { code: 'BAD_USER_INPUT' },
  });
});

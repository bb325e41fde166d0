import { expect, it, onTestFinished } from 'vitest';
import { candleInputs, startTestServer, take } from '../testing/running-server.ts';

interface Told {
  id?: string;
  isAnomaly: boolean;
  modelId?: string;
}

it('subscribers of one operation, of another selection and from another candle on each get what they asked for', async () => {
  const server = await startTestServer();
  onTestFinished(() => server[Symbol.asyncDispose]());
  const candles = candleInputs(6);
  const send = (part: unknown[]) =>
    server.ask('mutation ($candles: [CandleInput!]!) { predictAnomalies(candles: $candles) { id } }', {
      candles: part,
    });
  await send(candles.slice(0, 3));
  const query = 'subscription ($after: DateTime) { detections(after: $after) { id isAnomaly } }';
  const follow = (after: string, text = query) =>
    server.connect().iterate({ query: text, variables: { after } });
  const first = candles[0]?.openTime ?? '';
  const results = Promise.all([
    take<Told>(5, follow(first), 'detections'),
    take<Told>(5, follow(first), 'detections'),
    take<Told>(3, follow(candles[2]?.openTime ?? ''), 'detections'),
    take<Told>(5, follow(first, query.replace('id isAnomaly', 'isAnomaly modelId')), 'detections'),
  ]);
  for (const candle of candles.slice(3)) await send([candle]);
  const [one, other, later, otherFields] = await results;
  expect(one).toEqual(other);
  expect(one.map(({ id }) => id?.slice(-24))).toEqual(candles.slice(1).map(({ openTime }) => openTime));
  expect(later).toEqual(one.slice(2));
  expect(otherFields[0]).toEqual({ isAnomaly: false, modelId: expect.any(String) as string });
});

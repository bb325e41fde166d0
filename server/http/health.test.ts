import { afterAll, beforeAll, expect, it } from 'vitest';
import { startTestServer, type RunningServer } from '../testing/running-server.ts';

let server: RunningServer;
beforeAll(async () => {
  server = await startTestServer();
});
afterAll(() => server[Symbol.asyncDispose]());

async function subscribers(): Promise<number> {
  const answer = await fetch(`${server.app.url}/health`);
  return ((await answer.json()) as { subscribers: number }).subscribers;
}

it('/health counts who follows detections and who follows verdicts', async () => {
  const client = server.connect();
  const detections = client.iterate({ query: 'subscription { detections { id } }' });
  const verdicts = client.iterate({ query: 'subscription { verdicts { verdicts { note } } }' });
  const first = detections.next();
  expect(await verdicts.next()).toMatchObject({ value: { data: { verdicts: { verdicts: [] } } } });
  await expect.poll(subscribers, { timeout: 10_000 }).toBe(2);
  await Promise.all([detections.return?.(), verdicts.return?.(), first]);
  await expect.poll(subscribers, { timeout: 10_000 }).toBe(0);
});

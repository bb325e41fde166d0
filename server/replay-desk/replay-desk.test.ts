import { join } from 'node:path';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { candleInputs, startTestServer, type RunningServer } from '../testing/running-server.ts';

const WORKER = fileURLToPath(new URL('../replay/main.ts', import.meta.url));
const STATUS = '{ replay { state isPaused rate to sent total position secondsLeft } series { candleCount } }';
const ORDER = 'mutation ($order: ReplayOrderInput!) { orderReplay(order: $order) { isPaused rate } }';

let server: RunningServer;
let folder: string;
beforeAll(async () => {
  server = await startTestServer();
  folder = await mkdtemp(join(tmpdir(), 'anomaly-detective-desk-'));
});
afterAll(async () => {
  await server[Symbol.asyncDispose]();
  await rm(folder, { recursive: true, force: true });
});

type Status = { replay: Record<string, unknown> | null; series: { candleCount: number }[] };
const status = async () => (await server.ask<Status>(STATUS)).data;
const count = async () => (await status())?.series[0]?.candleCount ?? 0;

it('a server without a replay has nothing to show and nothing to order', async () => {
  expect((await status())?.replay).toBeNull();
  const answer = await server.ask(ORDER, { order: { isPaused: true } });
  expect(answer.errors?.[0]?.extensions.code).toBe('BAD_USER_INPUT');
});

it('a worker obeys what people order through the server, and says how far it is', async () => {
  const candles = candleInputs(400);
  const csv = join(folder, 'hours.csv');
  const rows = candles.map(({ openTime, open, high, low, close, volume }) =>
    [openTime, open, high, low, close, volume].join(','),
  );
  await writeFile(csv, `date,open,high,low,close,Volume BTC\n${rows.join('\n')}\n`);
  const options = ['--csv', csv, '--rate', '20', '--url', `${server.app.url}/graphql`];
  const worker = spawn(process.execPath, ['--import', 'tsx', WORKER, ...options], { stdio: 'inherit' });
  const exited = once(worker, 'exit');
  const patience = { timeout: 20_000 };

  await expect
    .poll(async () => (await status())?.replay, patience)
    .toMatchObject({ state: 'RUNNING', rate: '20', total: 400 });
  await server.ask(ORDER, { order: { isPaused: true } });
  await expect
    .poll(async () => (await status())?.replay, patience)
    .toMatchObject({ state: 'PAUSED', isPaused: true });
  const atPause = await count();
  const to = candles[300]?.openTime;
  const wrong = await server.ask(ORDER, { order: { rate: 'fast' } });
  expect(wrong.errors?.[0]?.message).toMatch(/rate: expected .* received "fast"/);
  expect(await count()).toBe(atPause);
  await server.ask(ORDER, { order: { isPaused: false, rate: 'max', to } });
  await expect.poll(count, patience).toBe(300);
  await expect
    .poll(async () => (await status())?.replay, patience)
    .toMatchObject({ state: 'PAUSED', sent: 300, position: candles[299]?.openTime });
  await server.ask(ORDER, { order: { to: null } });
  expect(await exited).toEqual([0, null]);
  expect(await count()).toBe(400);
  expect((await status())?.replay).toMatchObject({ state: 'FINISHED', sent: 400, secondsLeft: null });
});

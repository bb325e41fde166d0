import { join } from 'node:path';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { fileURLToPath } from 'node:url';
import { setTimeout as pause } from 'node:timers/promises';
import { ReplayState, type ReplayReportInput } from '@detective/schema';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { candleInputs, startTestServer, type RunningServer } from '../testing/running-server.ts';
import { ReplayDesk } from './replay-desk.ts';

const WORKER = fileURLToPath(new URL('../replay/main.ts', import.meta.url));
const STATUS =
  '{ replay { state isPaused rate to sent total left position secondsLeft } series { candleCount } }';
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

const report = (values: Partial<ReplayReportInput> = {}): ReplayReportInput => ({
  source: 'hours.csv',
  symbol: 'BTC/USD',
  interval: '1h',
  state: ReplayState.RUNNING,
  isPaused: false,
  rate: '10',
  from: null,
  to: null,
  sent: 0,
  total: 1_000,
  left: 1_000,
  position: null,
  ...values,
});

describe('the time left', () => {
  const to = new Date('2021-01-05T00:00:00Z');

  it('is that of the candles that are still to be sent', () => {
    const desk = new ReplayDesk();
    expect(desk.report(report()).secondsLeft).toBe(100);
    expect(desk.report(report({ sent: 400, left: 600 })).secondsLeft).toBe(60);
  });

  it('ends where the replay was told to wait, and is unknown until the worker has counted anew', () => {
    const desk = new ReplayDesk();
    desk.report(report({ sent: 10, left: 990 }));
    expect(desk.order({ to })).toMatchObject({ left: null, secondsLeft: null });
    // A report that crossed the order.
    expect(desk.report(report({ sent: 20, left: 980 }))).toMatchObject({ to, left: null, secondsLeft: null });
    expect(desk.report(report({ sent: 30, left: 66, to }))).toMatchObject({ left: 66, secondsLeft: 6.6 });
    expect(desk.order({ to: new Date(to) })).toMatchObject({ left: 66 });
    expect(desk.order({ to: null })).toMatchObject({ left: null, secondsLeft: null });
  });

  it('follows the pace since the last order where it is as fast as it goes', async () => {
    const desk = new ReplayDesk();
    desk.report(report({ rate: '0.001' }));
    const ordered = performance.now();
    desk.order({ rate: 'max' });
    await pause(200);
    const seconds = desk.report(report({ rate: 'max', sent: 500, left: 500 })).secondsLeft;
    expect(seconds).toBeGreaterThan(0.1);
    expect(seconds).toBeLessThanOrEqual((performance.now() - ordered) / 1_000);
  });
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
  // A time to wait at is near: what lies behind it is no part of the time left.
  await server.ask(ORDER, { order: { rate: '2', to: candles[200]?.openTime } });
  await expect.poll(async () => (await status())?.replay?.left ?? 400, patience).toBeLessThan(200);
  const { sent, left, secondsLeft } = (await status())?.replay ?? {};
  expect(Number(sent) + Number(left)).toBe(200);
  expect(secondsLeft).toBe(Number(left) / 2);
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
    .toMatchObject({ state: 'PAUSED', sent: 300, left: 0, position: candles[299]?.openTime });
  await server.ask(ORDER, { order: { to: null } });
  expect(await exited).toEqual([0, null]);
  expect(await count()).toBe(400);
  expect((await status())?.replay).toMatchObject({
    state: 'FINISHED',
    sent: 400,
    left: 0,
    secondsLeft: null,
  });
});

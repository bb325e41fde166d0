import { join } from 'node:path';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { fileURLToPath } from 'node:url';
import { ReplayState, type ReplayReportInput } from '@detective/schema';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { candleInputs, startTestServer, type RunningServer } from '../testing/running-server.ts';
import { ReplayControl } from './replay-control.ts';

const WORKER = fileURLToPath(new URL('../replay/main.ts', import.meta.url));
const STATUS =
  '{ replay { state isPaused rate to sent total left position secondsLeft } series { candleCount } }';
const ORDER = 'mutation ($order: ReplayOrderInput!) { orderReplay(order: $order) { isPaused rate } }';

let server: RunningServer;
let folder: string;
beforeAll(async () => {
  server = await startTestServer();
  folder = await mkdtemp(join(tmpdir(), 'anomaly-detective-control-'));
});
afterAll(async () => {
  await server[Symbol.asyncDispose]();
  await rm(folder, { recursive: true, force: true });
});

const report = (values: Partial<ReplayReportInput> = {}): ReplayReportInput => ({
  source: 'hours.csv',
  exchange: '',
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
    const control = new ReplayControl();
    expect(control.report(report()).secondsLeft).toBe(100);
    expect(control.report(report({ sent: 400, left: 600 })).secondsLeft).toBe(60);
  });

  it('ends where the replay was told to wait, and is unknown until the worker has counted anew', () => {
    const control = new ReplayControl();
    control.report(report({ sent: 10, left: 990 }));
    expect(control.command({ to })).toMatchObject({ left: null, secondsLeft: null });
    // A report that crossed the command.
    expect(control.report(report({ sent: 20, left: 980 }))).toMatchObject({
      to,
      left: null,
      secondsLeft: null,
    });
    expect(control.report(report({ sent: 30, left: 66, to }))).toMatchObject({ left: 66, secondsLeft: 6.6 });
    expect(control.command({ to: new Date(to) })).toMatchObject({ left: 66 });
    expect(control.command({ to: null })).toMatchObject({ left: null, secondsLeft: null });
  });

  it('follows the pace since the last command where it is as fast as it goes', () => {
    let now = 0;
    const control = new ReplayControl(() => now);
    control.report(report({ rate: '0.001' }));
    now = 10_000;
    control.command({ rate: 'max' });
    now = 10_200;
    expect(control.report(report({ rate: 'max', sent: 500, left: 500 })).secondsLeft).toBe(0.2);
  });
});

describe('a report', () => {
  it.each([
    [{ source: 'x'.repeat(900_000) }, /source: expected at most 200 characters, received 900000/],
    [{ symbol: 'BTC\0USD' }, /symbol/],
    [{ interval: 'x'.repeat(1_000) }, /interval: expected one of/],
    [{ rate: '1e-320' }, /rate: expected candles a second from 0.001 to 1000/],
    [{ left: -1 }, /left: expected a number of candles, received -1/],
  ])('that no replay can have made is refused, and changes nothing', (values, message) => {
    const control = new ReplayControl();
    expect(() => control.report(report(values))).toThrow(message);
    expect(control.replay).toBeNull();
  });

  it('a command that would never end is refused', () => {
    const control = new ReplayControl();
    control.report(report());
    expect(() => control.command({ rate: '1e-320' })).toThrow(/rate: expected candles a second from 0.001/);
    expect(control.replay?.rate).toBe('10');
  });

  it('an end that has passed already, or lies before the beginning, is refused with the time that it has to follow', () => {
    const control = new ReplayControl();
    control.report(report({ sent: 100, position: new Date('2021-01-05T03:00:00Z') }));
    const day = (number: number) => new Date(Date.UTC(2021, 0, number));
    expect(() => control.command({ to: day(5) })).toThrow(
      'to: expected a time after the newest candle that was sent, 2021-01-05T03:00:00.000Z, received 2021-01-05T00:00:00.000Z',
    );
    expect(() => control.command({ from: day(9), to: day(9) })).toThrow(
      /to: expected a time after the beginning/,
    );
    expect(control.replay).toMatchObject({ from: null, to: null });
    expect(control.command({ from: day(9), to: day(10) })).toMatchObject({ from: day(9), to: day(10) });
  });
});

type Status = { replay: Record<string, unknown> | null; series: { candleCount: number }[] };
const status = async () => (await server.ask<Status>(STATUS)).data;
const count = async () => (await status())?.series[0]?.candleCount ?? 0;

it('a server without a replay has nothing to show and nothing to command', async () => {
  expect((await status())?.replay).toBeNull();
  const answer = await server.ask(ORDER, { order: { isPaused: true } });
  expect(answer.errors?.[0]?.extensions.code).toBe('BAD_USER_INPUT');
});

it('a worker obeys what people command through the server, and says how far it is', async () => {
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

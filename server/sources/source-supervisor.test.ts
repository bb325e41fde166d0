import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { simulate } from '@detective/data';
import pino from 'pino';
import { expect, it } from 'vitest';
import { FakeBitstamp } from '../../data/bitstamp/testing/fake-bitstamp.ts';
import { SourceStatus } from './source-status.ts';
import { superviseSource } from './source-supervisor.ts';
import { startTestServer } from '../testing/running-server.ts';

const HOUR = 3_600_000;
/** More than a watch asks for at its beginning. */
const COUNT = 92 * 24;

function logInto(lines: string[]) {
  return pino({ base: null }, { write: (line: string) => void lines.push(line) });
}

it('starts a watch over an exchange again when its process dies, and it goes on there', async () => {
  await using server = await startTestServer();
  const end = Math.floor((Date.now() - 15_000) / HOUR) * HOUR;
  const candles = [...simulate({ seed: 6, interval: '1h', from: end - COUNT * HOUR, count: COUNT })];
  await using exchange = await FakeBitstamp.start({ candles: candles.slice(0, -5) });
  const settings = {
    candlesCsv: undefined,
    candlesOptions: [],
    exchange: 'bitstamp',
    exchangeUrl: exchange.url,
    replayRate: 10,
  } as const;
  const lines: string[] = [];
  const status = new SourceStatus();
  const worker = superviseSource({ settings, url: server.app.url, status, log: logInto(lines) });
  const newest = async () => {
    const { data } = await server.ask<{ candles: { openTime: string }[] }>(
      '{ candles(limit: 1) { openTime } }',
    );
    return Date.parse(data?.candles[0]?.openTime ?? '');
  };
  try {
    await expect.poll(newest, { timeout: 25_000 }).toBe(candles.at(-6)?.openTime);
    const { pid } = worker;
    if (pid === undefined) throw new Error('The worker has no process.');
    process.kill(pid, 'SIGKILL');
    exchange.candles = candles;
    await expect.poll(newest, { timeout: 25_000 }).toBe(candles.at(-1)?.openTime);
    expect(worker.pid).not.toBe(pid);
    expect(lines.join('')).toMatch(
      /The watch over Bitstamp: its process died \(SIGKILL\); it is started again/,
    );
    await expect.poll(() => status.state, { timeout: 20_000 }).toBe('RUNNING');
  } finally {
    await worker.dispose();
  }
}, 90_000);

it('knows from the worker which series a file holds', async () => {
  await using server = await startTestServer();
  const folder = await mkdtemp(join(tmpdir(), 'detective-'));
  const file = join(folder, 'ETHUSDT-days.csv');
  const rows = Array.from(
    simulate({ seed: 7, interval: '1d', from: Date.UTC(2021, 0, 1), count: 30 }),
    (day) =>
      [new Date(day.openTime).toISOString(), day.open, day.high, day.low, day.close, day.volume].join(','),
  );
  await writeFile(file, ['time,open,high,low,close,volume', ...rows, ''].join('\n'));
  const settings = { candlesCsv: file, candlesOptions: [], replayRate: 'max' } as const;
  const status = new SourceStatus();
  const worker = superviseSource({
    settings: { ...settings, exchange: undefined, exchangeUrl: undefined },
    ...{ url: server.app.url, status, log: logInto([]) },
  });
  try {
    const series = { exchange: '', symbol: 'ETH/USDT', interval: '1d' };
    await expect.poll(() => status.series, { timeout: 25_000 }).toEqual(series);
  } finally {
    await worker.dispose();
    await rm(folder, { recursive: true });
  }
}, 60_000);

it('leaves a worker alone that has said why it can’t go on', async () => {
  await using server = await startTestServer({ READ_TOKEN: 'x'.repeat(24) });
  await using exchange = await FakeBitstamp.start({ candles: [] });
  const settings = {
    candlesCsv: undefined,
    candlesOptions: [],
    exchange: 'bitstamp',
    exchangeUrl: exchange.url,
    replayRate: 10,
  } as const;
  const lines: string[] = [];
  const status = new SourceStatus();
  const worker = superviseSource({ settings, url: server.app.url, status, log: logInto(lines) });
  await expect.poll(() => lines.join(''), { timeout: 20_000 }).toMatch(/UNAUTHENTICATED/);
  await expect.poll(() => status.state, { timeout: 20_000 }).toBe('ENDED');
  expect(status.failure).toMatch(
    /The watch over Bitstamp has ended: .*READ_TOKEN.*before the server is restarted/,
  );
  expect(status.failingSince).toBeInstanceOf(Date);
  await worker.dispose();
  expect(lines.join('')).not.toMatch(/started again/);
});

import { join } from 'node:path';
import { createRandom, type Ohlcv } from '@detective/data';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Gateway, GATEWAY_ANSWERS } from '../../server/testing/gateway.ts';
import { createDatabase } from '../../server/testing/test-database.ts';
import { simulatedHours, temporaryFolder, writeCsv } from '../fixtures.ts';
import { freePort, ServerProcess } from '../server-process.ts';
import { sendStubbornly } from './candle-sender.ts';
import { follow } from './follower.ts';
import { atRandomInstants, crashSeed } from './random-instants.ts';
import { ReplayProcess } from './replay-process.ts';
import { expectSameRows, storedRows, type StoredRows } from './stored-rows.ts';

/** How often the server is restarted under each replay; `RESTARTS=50` for 200 in all. */
const RESTARTS = Number(process.env.RESTARTS ?? 3);
const PATIENCE_MS = 300_000 + 60_000 * RESTARTS;
const SYMBOL = 'BTC/USD';

let folder: Awaited<ReturnType<typeof temporaryFolder>>;
beforeAll(async () => {
  folder = await temporaryFolder();
});
afterAll(() => folder.dispose());

const newSettings = async () => ({
  PORT: String(await freePort()),
  REPLAY_RATE: 'off',
  DATABASE_URL: await createDatabase(),
  LOG_LEVEL: 'warn',
});

/** What these candles leave in a database when nothing ever goes wrong. */
async function uninterruptedRows(candles: Ohlcv[]): Promise<StoredRows> {
  const settings = await newSettings();
  const server = await ServerProcess.start(settings);
  await sendStubbornly(server.url, SYMBOL, candles, 1_000);
  expect(await server.stop()).toBe(0);
  return storedRows(settings.DATABASE_URL);
}

interface Restarts {
  title: string;
  candles: number;
  rate: number | 'max';
  signal: 'SIGTERM' | 'SIGINT';
  replays?: number;
}

const CASES: Restarts[] = [
  { title: 'at max, by SIGTERM', candles: 6_000 + 250 * RESTARTS, rate: 'max', signal: 'SIGTERM' },
  { title: 'at 400 a second, by SIGINT', candles: 500 + 120 * RESTARTS, rate: 400, signal: 'SIGINT' },
  { title: 'at 20 a second, by SIGTERM', candles: 40 + 20 * RESTARTS, rate: 20, signal: 'SIGTERM' },
  {
    title: 'with a second replay of the same file beside',
    ...{ candles: 500 + 120 * RESTARTS, rate: 400, signal: 'SIGTERM', replays: 2 },
  },
];

async function replayThroughRestarts(one: Restarts, onTestFinished: (work: () => Promise<void>) => void) {
  const { title, rate, signal, replays = 1 } = one;
  const seed = crashSeed(`restarts ${title}`);
  const candles = simulatedHours(one.candles, 21);
  const uninterrupted = await uninterruptedRows(candles);
  const csv = await writeCsv(join(folder.path, `${one.candles}-${rate}-${replays}.csv`), candles);
  const settings = await newSettings();
  let server = await ServerProcess.start(settings);
  onTestFinished(async () => {
    await server.stop();
  });
  const follower = follow(server.url, SYMBOL);
  const running = Array.from({ length: replays }, () => new ReplayProcess(csv, server.url, rate));
  await atRandomInstants(
    { seed, blows: RESTARTS, total: candles.length },
    () => follower.received.length,
    async () => {
      expect(await server.stop(signal)).toBe(0);
      server = await ServerProcess.start(settings);
    },
  );
  const lines = await Promise.all(running.map((replay) => replay.done()));
  expectSameRows(await storedRows(settings.DATABASE_URL), uninterrupted);
  await follower.dispose();
  return lines;
}

/** How many candles a replay says that it sent, which has to be what it found to send when it started. */
function sentOf(output: string): number {
  const found = Number(/^Replaying .*: (\d+) candles$/m.exec(output)?.[1]);
  expect(output.trim().split('\n').at(-1)).toBe(`Done: ${found} candles sent, all of them stored.`);
  return found;
}

describe.concurrent(
  'a server that is restarted at random instants has every candle that a replay says it sent',
  () => {
    it.for(CASES)('$title', { timeout: PATIENCE_MS }, async (one, { onTestFinished }) => {
      const sent = (await replayThroughRestarts(one, onTestFinished)).map(sentOf);
      // The first to start had everything to send; another goes on after what is stored when it starts.
      expect(Math.max(...sent)).toBe(one.candles);
    });
  },
);

it(
  'nor is a candle lost behind a gateway that answers in its own way, before or after the server has',
  { timeout: PATIENCE_MS },
  async ({ onTestFinished }) => {
    const random = createRandom(crashSeed('a gateway’s own answers'));
    const candles = simulatedHours(200, 22);
    const uninterrupted = await uninterruptedRows(candles);
    const csv = await writeCsv(join(folder.path, 'gateway.csv'), candles);
    const settings = await newSettings();
    const server = await ServerProcess.start(settings);
    onTestFinished(async () => {
      await server.stop();
    });
    await using gateway = await Gateway.start(server.url);
    let own = 0;
    const nowAndThen: Gateway['intercept'] = (_request, _body, response) => {
      if (random.uniform() > 0.04) return false;
      const [, answer] = GATEWAY_ANSWERS[random.integer(GATEWAY_ANSWERS.length)] ?? [];
      answer?.(response);
      own++;
      return true;
    };
    gateway.intercept = nowAndThen;
    gateway.replace = nowAndThen;
    const output = await new ReplayProcess(csv, gateway.url, 400).done();
    expect(output.trim().split('\n').at(-1)).toBe('Done: 200 candles sent, all of them stored.');
    expect(own).toBeGreaterThan(4);
    expectSameRows(await storedRows(settings.DATABASE_URL), uninterrupted);
  },
);

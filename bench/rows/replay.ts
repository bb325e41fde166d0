import { execFile } from 'node:child_process';
import { Agent } from 'node:http';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { simulate, type Ohlcv } from '@detective/data';
import { createDetector, loadArtifact } from '@detective/models';
import { temporaryFolder, writeCsv } from '../../e2e/fixtures.ts';
import { startBareServer } from '../bare-server.ts';
import { HERE, startCheckout } from '../checkout-server.ts';
import { startDatabase } from '../database.ts';
import { post } from '../post.ts';
import { row, type Row } from '../row.ts';

const CANDLES = Number(process.env.BENCH_REPLAYED ?? 33_259);
const CANDLES_A_REQUEST = 1_000;
const hours = [...simulate({ seed: 1, interval: '1h', from: Date.UTC(2018, 0, 1), count: CANDLES })];
const run = promisify(execFile);

/**
 * A replay as fast as it goes, beside the judging of the same candles alone in one process, and beside the least that two
 * programs of Node do to send, judge and store them.
 */
export async function measureReplay(): Promise<Row[]> {
  const database = await startDatabase();
  try {
    const ours = await replayedASecond(await database.create('candles'));
    const bare = await barelyReplayedASecond(await database.create('bare'));
    const what = `replay at max of ${CANDLES.toLocaleString('en-US')} hours`;
    const alone = {
      unit: '/s',
      against: 'step alone in one process',
      reference: await judgedASecond(),
    } as const;
    return [
      row({ what, figure: ours, ...alone, goal: { atLeast: 0.6 } }),
      row({ what, figure: ours, unit: '/s', against: 'a bare replay', reference: bare }),
      row({ what: 'a bare replay', figure: bare, ...alone }),
    ];
  } finally {
    await database.dispose();
  }
}

async function replayedASecond(databaseUrl: string): Promise<number> {
  const folder = await temporaryFolder();
  const server = await startCheckout(HERE, databaseUrl);
  try {
    const replay = async (symbol: string, candles: Ohlcv[]): Promise<number> => {
      const csv = await writeCsv(join(folder.path, 'hours.csv'), candles);
      const options = ['--csv', csv, '--symbol', symbol, '--interval', '1h', '--rate', 'max'];
      const script = [
        '--import',
        'tsx',
        'server/replay/main.ts',
        ...options,
        '--url',
        `${server.url}/graphql`,
      ];
      const began = performance.now();
      await run(process.execPath, script, { cwd: HERE });
      return performance.now() - began;
    };
    // What a process needs to begin is not what is asked here.
    const beginning = await replay('ONE/USD', hours.slice(0, 1));
    return (CANDLES * 1_000) / ((await replay('ALL/USD', hours)) - beginning);
  } finally {
    await server.dispose();
    await folder.dispose();
  }
}

/** This process sends to the bare program as many candles a request as a replay, one request after the other. */
async function barelyReplayedASecond(databaseUrl: string): Promise<number> {
  const server = await startBareServer(databaseUrl);
  const agent = new Agent({ keepAlive: true });
  try {
    const send = async (symbol: string, some: Ohlcv[]) => {
      const candles = some.map((hour) => ({
        ...{ ...hour, openTime: new Date(hour.openTime) },
        ...{ exchange: '', symbol, interval: '1h' },
      }));
      const answer = await post(agent, server.url, JSON.stringify({ variables: { candles } }));
      const { data } = JSON.parse(answer) as { data: unknown[] };
      if (data.length !== some.length) throw new Error(answer);
    };
    await send('ONE/USD', hours.slice(0, 1));
    const began = performance.now();
    for (let from = 0; from < CANDLES; from += CANDLES_A_REQUEST)
      await send('ALL/USD', hours.slice(from, from + CANDLES_A_REQUEST));
    return (CANDLES * 1_000) / (performance.now() - began);
  } finally {
    agent.destroy();
    await server.dispose();
  }
}

async function judgedASecond(): Promise<number> {
  const detector = createDetector(await loadArtifact('btc-usd-1h'), { interval: '1h', alertsPerWeek: 1 });
  let state = detector.initialState();
  const began = performance.now();
  for (const hour of hours) state = detector.step(state, hour).nextState;
  return (CANDLES * 1_000) / (performance.now() - began);
}

import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { simulate } from '@detective/data';
import { createDetector, loadArtifact } from '@detective/models';
import { temporaryFolder, writeCsv } from '../../e2e/fixtures.ts';
import { HERE, startCheckout } from '../checkout-server.ts';
import { startDatabase } from '../database.ts';
import { row, type Row } from '../row.ts';

const CANDLES = Number(process.env.BENCH_REPLAYED ?? 33_259);
const hours = [...simulate({ seed: 1, interval: '1h', from: Date.UTC(2018, 0, 1), count: CANDLES })];
const run = promisify(execFile);

/** A replay as fast as it goes, beside the judging of the same candles alone in one process. */
export async function measureReplay(): Promise<Row[]> {
  const database = await startDatabase();
  const folder = await temporaryFolder();
  const server = await startCheckout(HERE, await database.create('candles'));
  try {
    const replay = async (symbol: string, candles: typeof hours): Promise<number> => {
      const csv = await writeCsv(join(folder.path, 'hours.csv'), candles);
      const began = performance.now();
      const options = ['--csv', csv, '--symbol', symbol, '--interval', '1h', '--rate', 'max'];
      const script = [
        '--import',
        'tsx',
        'server/replay/main.ts',
        ...options,
        '--url',
        `${server.url}/graphql`,
      ];
      await run(process.execPath, script, { cwd: HERE });
      return performance.now() - began;
    };
    // What a process needs to begin is not what is asked here.
    const beginning = await replay('ONE/USD', hours.slice(0, 1));
    const seconds = ((await replay('ALL/USD', hours)) - beginning) / 1_000;
    return [
      row({
        what: `replay at max of ${CANDLES.toLocaleString('en-US')} hours`,
        figure: CANDLES / seconds,
        unit: '/s',
        against: 'step alone in one process',
        reference: await judgedASecond(),
        goal: { atLeast: 0.6 },
      }),
    ];
  } finally {
    await server.dispose();
    await folder.dispose();
    await database.dispose();
  }
}

async function judgedASecond(): Promise<number> {
  const detector = createDetector(await loadArtifact('btc-usd-1h'), { interval: '1h', alertsPerWeek: 1 });
  let state = detector.initialState();
  const began = performance.now();
  for (const hour of hours) state = detector.step(state, hour).nextState;
  return (CANDLES * 1_000) / (performance.now() - began);
}

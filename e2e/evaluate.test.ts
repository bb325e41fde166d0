import { execFile } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { createDatabase } from '../server/testing/test-database.ts';
import { simulatedHours, temporaryFolder, writeCsv } from './fixtures.ts';
import { freePort, ServerProcess } from './server-process.ts';

const ROOT = fileURLToPath(new URL('..', import.meta.url));
const HOURS = simulatedHours(900, 23);

const STORED = `{
  detections(limit: 1000) {
    candle { openTime }
    status forecastHigh forecastLow anomalyScore threshold upperLimit lowerLimit isAnomaly kinds returnPeriodHours reason
    usualHigh usualLow contributions { view surprisal fraction }
  }
}`;

let folder: Awaited<ReturnType<typeof temporaryFolder>>;
beforeAll(async () => {
  folder = await temporaryFolder();
});
afterAll(() => folder.dispose());

it('npm run evaluate judges every candle exactly as the server did', async () => {
  const csv = await writeCsv(join(folder.path, 'hours.csv'), HOURS);
  const server = await ServerProcess.start({
    PORT: String(await freePort()),
    DATABASE_URL: await createDatabase(),
    CANDLES_CSV: csv,
    REPLAY_RATE: 'max',
  });
  const count = async () =>
    (await server.ask<{ series: { candleCount: number }[] }>('{ series { candleCount } }')).series[0]
      ?.candleCount;
  await expect.poll(count, { timeout: 180_000 }).toBe(HOURS.length);
  const { detections } = await server.ask<{ detections: ({ candle: { openTime: string } } & object)[] }>(
    STORED,
  );
  await server.stop();

  const file = join(folder.path, 'detections.jsonl');
  const parameters = [
    '--csv',
    csv,
    '--from',
    '2021-01-10',
    '--to',
    '2021-02-07',
    '--no-faults',
    '--json',
    '--detections',
    file,
  ];
  const { stdout } = await promisify(execFile)(
    process.execPath,
    ['--import', 'tsx', 'models/evaluate/main.ts', ...parameters],
    { cwd: ROOT, maxBuffer: 2 ** 26 },
  );
  expect(JSON.parse(stdout)).toMatchObject({ scoredCandles: 28 * 24 });
  const judged = (await readFile(file, 'utf8'))
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as object);
  const stored = detections.map(({ candle: { openTime }, ...detection }) => ({ openTime, ...detection }));
  expect(judged).toEqual(stored.slice(0, judged.length));
  expect(judged).toHaveLength((Date.UTC(2021, 1, 7) - Date.UTC(2021, 0, 1)) / 3_600_000);
});

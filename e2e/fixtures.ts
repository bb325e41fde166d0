import { chmod, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { simulate, type Ohlcv } from '@detective/data';

/** A folder for one test file that PostgreSQL's own user can reach, too. */
export async function temporaryFolder() {
  const path = await mkdtemp(join(tmpdir(), 'anomaly-detective-e2e-'));
  await chmod(path, 0o755);
  return { path, dispose: () => rm(path, { recursive: true, force: true }) };
}

export const simulatedHours = (count: number, seed = 11): Ohlcv[] => [
  ...simulate({ seed, interval: '1h', from: Date.UTC(2021, 0, 1), count }),
];

/** Writes candles as a CSV file with the columns of a usual export. */
export async function writeCsv(path: string, candles: Ohlcv[]): Promise<string> {
  const rows = candles.map(({ openTime, open, high, low, close, volume }) =>
    [new Date(openTime).toISOString(), open, high, low, close, volume].join(','),
  );
  await writeFile(path, `date,open,high,low,close,Volume BTC\n${rows.join('\n')}\n`);
  return path;
}

import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { describeSummary } from './file-summary.ts';
import { openCandleFile } from './open-candle-file.ts';
import { asRead, bar, madeCandles, madeFolder, table } from './testing/made-files.ts';
import { zipOf } from './testing/zip-of.ts';

let folder: Awaited<ReturnType<typeof madeFolder>>;
beforeAll(async () => {
  folder = await madeFolder();
});
afterAll(() => folder.dispose());

it('checksums that a glob catches beside the archives are passed over, and that is said', async () => {
  const hours = madeCandles({ count: 50 });
  const text = table(
    'open_time,open,high,low,close,volume',
    hours.map((x) => [x.t, ...bar(x)]),
  );
  await folder.write('ETHUSDT-1h-2023-03.zip', zipOf({ 'ETHUSDT-1h-2023-03.csv': text }));
  await folder.write('ETHUSDT-1h-2023-03.zip.CHECKSUM', `${'0'.repeat(64)}  ETHUSDT-1h-2023-03.zip\n`);
  const file = await openCandleFile(join(folder.path, 'ETHUSDT-1h-*'));
  expect([...file.candles]).toEqual(hours.map(asRead));
  expect(file.summary.files).toHaveLength(1);
  expect(describeSummary(file.summary)).toContain('passed over: 1 file of checksums');
  file.dispose();
  await expect(openCandleFile(join(folder.path, '*.CHECKSUM'))).rejects.toThrow(/name the table itself/);
});

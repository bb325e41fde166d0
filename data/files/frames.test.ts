import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { FileOptions } from './file-options.ts';
import { openCandleFile } from './open-candle-file.ts';
import { asRead, bar, DAY, HOUR, madeCandles, madeFolder, plainTime } from './testing/made-files.ts';

const hours = madeCandles({ count: 50 });
const days = madeCandles({ count: 50, step: DAY });
const NAMES = ['time', 'open', 'high', 'low', 'close', 'volume'];

let folder: Awaited<ReturnType<typeof madeFolder>>;
beforeAll(async () => {
  folder = await madeFolder();
});
afterAll(() => folder.dispose());

async function read(lines: readonly string[], options: FileOptions = {}) {
  const file = await openCandleFile(await folder.write('export.txt', lines.join('\n')), options);
  const candles = [...file.candles];
  file.dispose();
  return { ...file.summary, candles };
}

describe('lines that are drawn around rows', () => {
  const header = `| ${NAMES.join(' | ')} |`;
  const rows = hours.map((x) => `| ${[plainTime(x.t), ...bar(x)].join(' | ')} |`);
  const line = `+${NAMES.map(() => '--------').join('+')}+`;
  it.each<[string, string[]]>([
    ['psql with a border', [line, header, line, ...rows, line, '(50 rows)', '']],
    ['mysql', [line, header, line, ...rows, line, '50 rows in set (0.01 sec)', '']],
    ['Markdown', [header, '|:---|---:|---:|---:|---:|---:|', ...rows]],
    [
      'Markdown without rims',
      [NAMES.join(' | '), '--- | --- | --- | --- | --- | ---', ...rows.map((row) => row.slice(2, -2))],
    ],
  ])('cost no candle: %s', async (_, lines) => {
    expect((await read(lines)).candles).toEqual(hours.map(asRead));
  });
});

describe("Barchart's history", () => {
  const note = '"Downloaded from Barchart.com as of 05-10-2023 05:12pm CDT"';
  const american = (t: number) => plainTime(t).replace(/^(\d+)-(\d+)-(\d+) /, '$2/$3/$1 ');
  const lines = (series: typeof days, close: string, time: (t: number) => string) => [
    `Time,Open,High,Low,${close},Change,%Chg,Volume`,
    ...series.map((x) => [time(x.t), x.o, x.h, x.l, x.c, 1, '0.01%', x.v].join(',')).reverse(),
    note,
  ];

  it('is read with the note below its rows', async () => {
    const found = await read(lines(days, 'Latest', (t) => american(t).slice(0, 10)));
    expect(found).toMatchObject({ interval: '1d', candles: days.map(asRead) });
  });

  it('of hours is asked about its clock', async () => {
    const chicago = lines(hours, 'Last', (t) => american(t - 6 * HOUR).slice(0, 16));
    await expect(read(chicago)).rejects.toThrow(/Barchart's times .*--zone/);
    expect((await read(chicago, { zone: 'UTC-6' })).candles).toEqual(hours.map(asRead));
  });

  it('that is cut off in its last row is refused as any other', async () => {
    const cut = [...lines(days, 'Latest', (t) => american(t).slice(0, 10)).slice(0, -1), '03/01'];
    await expect(read(cut)).rejects.toThrow(/should have 8 cells.* has 1; is the file cut off here/);
  });
});

import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openCandleFile } from '../open-candle-file.ts';
import { asRead, madeCandles, madeFolder, plainTime } from '../testing/made-files.ts';

const series = madeCandles({ count: 50 });
// Not in the usual order, which only the names tell.
const names = ['close', 'low', 'high', 'open', 'volume'];
const cells = series.map((x) => [plainTime(x.t), x.c, x.l, x.h, x.o, x.v]);
const objects = series.map((x) => ({
  ...{ time: plainTime(x.t), close: x.c, low: x.l, high: x.h, open: x.o, volume: x.v },
}));
const typed = (time: string, number: string) => [
  { name: 'time', type: time },
  ...names.map((name) => ({ name, type: number })),
];
const plain = ['time', ...names];

let folder: Awaited<ReturnType<typeof madeFolder>>;
beforeAll(async () => {
  folder = await madeFolder();
});
afterAll(() => folder.dispose());

async function read(content: unknown) {
  const file = await openCandleFile(await folder.write('answer.json', JSON.stringify(content)));
  const candles = [...file.candles];
  file.dispose();
  return candles;
}

describe('JSON with names and rows apart is read as it comes from', () => {
  it.each<[string, unknown]>([
    [
      'QuestDB',
      { query: 'candles', columns: typed('TIMESTAMP', 'DOUBLE'), timestamp: 0, dataset: cells, count: 50 },
    ],
    ['ClickHouse, JSON', { meta: typed('DateTime', 'Float64'), data: objects, rows: 50 }],
    ['ClickHouse, JSONCompact', { meta: typed('DateTime', 'Float64'), data: cells, rows: 50 }],
    ['Quandl', { dataset: { name: 'Bitcoin', column_names: plain, data: cells.toReversed() } }],
    [
      'InfluxDB 1',
      {
        results: [{ statement_id: 0, series: [{ name: 'candles', columns: plain, values: cells }] }],
      },
    ],
  ])('%s', async (_, content) => {
    expect(await read(content)).toEqual(series.map(asRead));
  });

  it('and refused where there are two series of them', async () => {
    const one = { name: 'candles', columns: plain, values: cells };
    const both = { results: [{ statement_id: 0, series: [one, { ...one, name: 'others' }] }] };
    await expect(read(both)).rejects.toThrow('2 lists of rows');
  });
});

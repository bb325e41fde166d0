import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { FileOptions } from '../file-options.ts';
import { openCandleFile } from '../open-candle-file.ts';
import { asRead, bar, DAY, madeCandles, madeFolder } from '../testing/made-files.ts';

const days = madeCandles({ count: 40, step: DAY });
const rows = days.map((x) => [new Date(x.t).toISOString().slice(0, 10), ...bar(x)].join(','));
const NAMES = 'Open,High,Low,Close,Volume';
const five = (name: string) => Array(5).fill(name).join(',');

let folder: Awaited<ReturnType<typeof madeFolder>>;
beforeAll(async () => {
  folder = await madeFolder();
});
afterAll(() => folder.dispose());

async function read(head: string[], options: FileOptions = {}, lines = rows) {
  const file = await openCandleFile(await folder.write('days.csv', [...head, ...lines].join('\n')), options);
  const candles = [...file.candles];
  file.dispose();
  return { ...file.summary, candles };
}

describe('a header of several lines', () => {
  const yfinance = [`Price,${NAMES}`, `Ticker,${five('ETH-USD')}`, 'Date,,,,,'];

  it.each([
    ['as yfinance writes it', yfinance],
    ['by market', [`Ticker,${five('ETH-USD')}`, `Price,${NAMES}`, 'Date,,,,,']],
    ['without names of its levels', [`,${NAMES}`, `,${five('ETH-USD')}`, 'Date,,,,,']],
    ['with times', [`Price,${NAMES}`, `Ticker,${five('ETH-USD')}`, 'Datetime,,,,,']],
  ])('is read %s', async (_, head) => {
    const found = await read(head, { volumeIs: 'base' });
    expect(found).toMatchObject({ symbol: 'ETH/USD', interval: '1d', candles: days.map(asRead) });
  });

  it("is asked for what Yahoo's volume counts", async () => {
    await expect(read(yfinance)).rejects.toThrow(/Yahoo counts dollars .*--volume-is/);
  });

  it('of several markets is refused', async () => {
    const head = [
      `Price,${NAMES},${NAMES}`,
      `Ticker,${five('BTC-USD')},${five('ETH-USD')}`,
      `Date${',,'.repeat(5)}`,
    ];
    const lines = rows.map((row) => `${row},${row.split(',').slice(1).join(',')}`);
    await expect(read(head, { volumeIs: 'base' }, lines)).rejects.toThrow(/"Open" twice/);
  });

  it('of one line may be followed by a row without a price', async () => {
    const found = await read([`Date,${NAMES}`, '2023-02-28,,,,,']);
    expect(found).toMatchObject({ count: 40, leftOut: [{ rows: 1 }] });
  });
});

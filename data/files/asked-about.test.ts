import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { FileOptions } from './file-options.ts';
import { openCandleFile } from './open-candle-file.ts';
import {
  asRead,
  bar,
  DAY,
  HOUR,
  madeCandles,
  madeFolder,
  MINUTE,
  plainTime,
  table,
} from './testing/made-files.ts';

const hours = madeCandles({ count: 50 });
const days = madeCandles({ count: 50, step: DAY });

let folder: Awaited<ReturnType<typeof madeFolder>>;
beforeAll(async () => {
  folder = await madeFolder();
});
afterAll(() => folder.dispose());

async function read(content: string, options: FileOptions = {}) {
  const file = await openCandleFile(await folder.write('export.txt', content), options);
  const candles = [...file.candles];
  file.dispose();
  return { ...file.summary, candles };
}

const digits = (t: number) => plainTime(t).replace(/\D/g, '');
const day = (t: number) => digits(t).slice(0, 8);
const ofDay = (t: number) => digits(t).slice(8);
const american = (t: number) => plainTime(t).replace(/^(\d+)-(\d+)-(\d+) .*/, '$2/$3/$1');

describe('times that may be either end of the bar', () => {
  it.each([
    '<Date>,<Time>,<Open>,<High>,<Low>,<Close>,<Volume>',
    'Date,Time,Open,High,Low,Close,TotalVolume',
  ])('are asked about as MultiCharts writes them: %s', async (header) => {
    const text = table(
      header,
      hours.map((x) => [american(x.t + HOUR), plainTime(x.t + HOUR).slice(11), ...bar(x)]),
    );
    await expect(read(text)).rejects.toThrow(/MultiCharts .*--time-is/);
    expect((await read(text, { timeIs: 'close' })).candles).toEqual(hours.map(asRead));
  });

  it('are asked about where whole days begin a bar after midnight', async () => {
    const whole = madeCandles({ count: 72 });
    const rows = (shift: number) =>
      table(
        'Date,Time,Open,High,Low,Close,Volume',
        whole.map((x) => [american(x.t + shift), plainTime(x.t + shift).slice(11), ...bar(x)]),
      );
    await expect(read(rows(HOUR))).rejects.toThrow(/ends of bars, or a clock .*--time-is .*--zone/);
    expect((await read(rows(HOUR), { timeIs: 'close' })).candles).toEqual(whole.map(asRead));
    expect((await read(rows(HOUR), { zone: 'UTC+1' })).candles).toEqual(whole.map(asRead));
    expect((await read(rows(0))).candles).toEqual(whole.map(asRead));
  });

  it('are not asked about for days in angle brackets', async () => {
    const header = '<TICKER>,<PER>,<DTYYYYMMDD>,<OPEN>,<HIGH>,<LOW>,<CLOSE>,<VOL>';
    const text = table(
      header,
      days.map((x) => ['ETHUSD', 'D', day(x.t), ...bar(x)]),
    );
    expect(await read(text)).toMatchObject({ symbol: 'ETH/USD', candles: days.map(asRead) });
  });

  it.each([
    ['Stooq', '<TICKER>,<PER>,<DATE>,<TIME>,<OPEN>,<HIGH>,<LOW>,<CLOSE>,<VOL>,<OPENINT>'],
    ["MetaStock's", '<TICKER>,<PER>,<DTYYYYMMDD>,<TIME>,<OPEN>,<HIGH>,<LOW>,<CLOSE>,<VOL>,<OPENINT>'],
  ])('and on any clock are asked about under the name of %s', async (name, header) => {
    const text = table(
      header,
      hours.map((x) => ['ETHUSD', 60, day(x.t), ofDay(x.t), ...bar(x), 0]),
    );
    await expect(read(text)).rejects.toThrow(new RegExp(`: ${name} .*--time-is open or close and --zone`));
    const { candles } = await read(text, { timeIs: 'open', zone: 'UTC' });
    expect(candles).toEqual(hours.map(asRead));
  });

  it('are asked about without a volume, as HistData and NinjaTrader write alike', async () => {
    const minutes = madeCandles({ count: 50, step: MINUTE }).map((x) => ({ ...x, v: 0 }));
    const text = table(
      null,
      minutes.map((x) => [`${day(x.t - 5 * HOUR)} ${ofDay(x.t - 5 * HOUR)}`, ...bar(x)]),
      ';',
    );
    await expect(read(text)).rejects.toThrow(/HistData .*--time-is .*--zone/);
    expect((await read(text, { timeIs: 'open', zone: 'UTC-5' })).candles).toEqual(minutes.map(asRead));
  });
});

describe('a volume that may count dollars', () => {
  it.each([
    ['Financial Modeling Prep', 'date,open,high,low,close,volume,adjClose,change,changePercent,vwap'],
    ['Financial Modeling Prep', 'date,open,high,low,close,volume,symbol,change,changePercent,vwap'],
    ['EODHD', 'Date,Open,High,Low,Close,Volume,Adjusted_close'],
  ])('is asked about under the name of %s: %s', async (name, header) => {
    const others = header.split(',').slice(6);
    const text = table(
      header,
      days.map((x) => [
        plainTime(x.t).slice(0, 10),
        ...bar(x),
        ...others.map((one) => (one === 'symbol' ? 'ETHUSD' : 1)),
      ]),
    );
    await expect(read(text)).rejects.toThrow(new RegExp(`${name}.*--volume-is`));
    expect((await read(text, { volumeIs: 'base' })).candles).toEqual(days.map(asRead));
  });
});

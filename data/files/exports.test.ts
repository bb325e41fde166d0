import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { FileOptions } from './file-options.ts';
import { openCandleFile } from './open-candle-file.ts';
import { asRead, bar, DAY, madeCandles, madeFolder, plainTime } from './testing/made-files.ts';
import type { MadeCandle } from './testing/made-files.ts';

const hours = madeCandles({ count: 50 });
const days = madeCandles({ count: 40, step: DAY });
const NAMES = ['time', 'open', 'high', 'low', 'close', 'volume'];
const TYPES = ["DateTime64(3, 'UTC')", 'Float64', 'Float64', 'Float64', 'Nullable(Float64)', 'Float64'];

const FIELD_NAMES: Partial<Record<keyof MadeCandle, string>> = {
  ...{ o: 'open', h: 'high', l: 'low', c: 'close', v: 'volume', k: 'trades' },
};

let folder: Awaited<ReturnType<typeof madeFolder>>;
beforeAll(async () => {
  folder = await madeFolder();
});
afterAll(() => folder.dispose());

async function read(lines: readonly string[], options: FileOptions = {}, name = 'export.csv') {
  const file = await openCandleFile(await folder.write(name, lines.join('\n')), options);
  const candles = [...file.candles];
  file.dispose();
  return { ...file.summary, candles };
}

const rowsOf = (series: readonly MadeCandle[], by: string) =>
  series.map((x) => [plainTime(x.t), ...bar(x)].join(by));

describe('an export of a database', () => {
  it.each<[string, string[]]>([
    ['ClickHouse, TSVWithNamesAndTypes', [NAMES.join('\t'), TYPES.join('\t'), ...rowsOf(hours, '\t')]],
    ['ClickHouse, CSVWithNamesAndTypes', [quoted(NAMES), quoted(TYPES), ...rowsOf(hours, ',')]],
    ['psql without alignment', [NAMES.join('|'), ...rowsOf(hours, '|'), '(50 rows)']],
    ['psql', [` ${NAMES.join(' | ')} `, '------+------+------', ...rowsOf(hours, ' | '), '(50 rows)', '']],
    ['TimescaleDB', ['bucket,open,high,low,close,volume', ...rowsOf(hours, ',')]],
  ])('is read as it comes from %s', async (_, lines) => {
    expect((await read(lines)).candles).toEqual(hours.map(asRead));
  });

  it.each<[string, unknown[][]]>([
    ['names', [NAMES]],
    ['names and types', [NAMES, TYPES]],
  ])('is read from JSON lines that begin with %s', async (_, head) => {
    const rows = hours.map((x) => [plainTime(x.t), ...bar(x)]);
    const lines = [...head, ...rows].map((row) => JSON.stringify(row));
    expect((await read(lines, {}, 'export.jsonl')).candles).toEqual(hours.map(asRead));
  });

  it('may hold \\N where nothing was traded', async () => {
    const [first = '', , ...others] = rowsOf(hours, '\t');
    const empty = [plainTime(hours[1]?.t ?? 0), '\\N', '\\N', '\\N', '\\N', '0'].join('\t');
    const found = await read([NAMES.join('\t'), first, empty, ...others]);
    expect(found).toMatchObject({ count: 49, leftOut: [{ rows: 1 }] });
  });
});

describe('an export of InfluxDB 2', () => {
  const header = ',result,table,_start,_stop,_time,_measurement,symbol,close,high,low,open,volume';
  const lines = [
    '#group,false,false,true,true,false,true,true,false,false,false,false,false',
    '#datatype,string,long,dateTime:RFC3339,dateTime:RFC3339,dateTime:RFC3339,string,string,double,double,double,double,double',
    '#default,_result,,,,,,,,,,,',
    header,
    ...hours.map((x) =>
      [',,0,2023-02-27T00:00:00Z,2023-05-08T00:00:00Z', new Date(x.t).toISOString(), 'candles,ETHUSD']
        .concat([x.c, x.h, x.l, x.o, x.v].map(String))
        .join(','),
    ),
  ];

  it('is read when it is said which end of the bar its times are', async () => {
    await expect(read(lines)).rejects.toThrow(/aggregateWindow .*--time-is/);
    const found = await read(lines, { timeIs: 'open' });
    expect(found).toMatchObject({ symbol: 'ETH/USD', candles: hours.map(asRead) });
  });

  const fields = (names: readonly (keyof MadeCandle)[], symbol = 'ETHUSD') => [
    '#group,false,false,true,true,false,false,true,true,true',
    '#datatype,string,long,dateTime:RFC3339,dateTime:RFC3339,dateTime:RFC3339,double,string,string,string',
    '#default,_result,,,,,,,,',
    ',result,table,_start,_stop,_time,_value,_field,_measurement,symbol',
    ...names.flatMap((name, at) =>
      hours.map((x) =>
        [`,,${at},2023-02-27T00:00:00Z,2023-05-08T00:00:00Z`, new Date(x.t).toISOString(), x[name]]
          .concat([FIELD_NAMES[name] ?? name, 'candles', symbol])
          .join(','),
      ),
    ),
    '',
  ];

  it('of single fields is put together, its tags kept', async () => {
    const text = fields(['c', 'h', 'l', 'k', 'o', 'v']);
    await expect(read(text)).rejects.toThrow(/aggregateWindow .*--time-is/);
    const found = await read(text, { timeIs: 'open' });
    expect(found).toMatchObject({ symbol: 'ETH/USD', candles: hours.map(asRead) });
  });

  it('of single fields is refused without a volume, with one field twice, and of two markets', async () => {
    const told: FileOptions = { timeIs: 'open' };
    await expect(read(fields(['c', 'h', 'l', 'o']), told)).rejects.toThrow(/volume/);
    await expect(read(fields(['c', 'h', 'l', 'o', 'v', 'v']), told)).rejects.toThrow(
      /volume of one time twice/,
    );
    const all: (keyof MadeCandle)[] = ['c', 'h', 'l', 'o', 'v'];
    await expect(read([...fields(all), ...fields(all, 'BTCUSD')], told)).rejects.toThrow(/ETHUSD.*BTCUSD/);
  });
});

describe('a volume beside a market cap', () => {
  const lines = (cap: string) => [
    `Start,End,Open,High,Low,Close,Volume,${cap}`,
    ...days.map((x) => [dayOf(x.t), dayOf(x.t + DAY), ...bar(x), x.c * 19e6].join(',')),
  ];

  it.each(['Market Cap', 'market_cap', 'MarketCap', 'Marketcap'])('is asked about: %s', async (cap) => {
    await expect(read(lines(cap))).rejects.toThrow(/market cap .*--volume-is/);
    expect((await read(lines(cap), { volumeIs: 'base' })).candles).toEqual(days.map(asRead));
  });
});

it('a volume beside a market cap is read where a quote volume proves it', async () => {
  const rows = days.map((x) => [dayOf(x.t), ...bar(x), x.v * x.c, x.c * 19e6].join(','));
  const found = await read(['Date,Open,High,Low,Close,Volume,Quote Volume,Market Cap', ...rows]);
  expect(found.candles).toEqual(days.map(asRead));
});

describe('an export of R', () => {
  const rows = days.map((x) => [dayOf(x.t), ...bar(x)].join(','));
  const header = (market: string) =>
    quoted(['Index', ...['Open', 'High', 'Low', 'Close', 'Volume'].map((name) => `${market}.${name}`)]);

  it('names its market before the names of the columns', async () => {
    const found = await read([header('ETH-USD'), ...rows]);
    expect(found).toMatchObject({ symbol: 'ETH/USD', interval: '1d', candles: days.map(asRead) });
  });

  it("is asked for what Yahoo's volume counts", async () => {
    const adjusted = rows.map((row) => `${row},1`);
    const lines = [`${header('ETH-USD')},"ETH-USD.Adjusted"`, ...adjusted];
    await expect(read(lines)).rejects.toThrow(/Yahoo counts dollars/);
  });

  it('of two markets side by side is refused', async () => {
    const both = `${header('ETH-USD')},${header('BTC-USD')}`;
    await expect(read([both, ...rows.map((row) => `${row},${row}`)])).rejects.toThrow(
      /no open, high and low/,
    );
  });
});

function quoted(names: readonly string[]) {
  return names.map((name) => `"${name}"`).join(',');
}

function dayOf(t: number) {
  return new Date(t).toISOString().slice(0, 10);
}

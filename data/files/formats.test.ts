import { gzipSync } from 'node:zlib';
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
import type { MadeCandle } from './testing/made-files.ts';
import { zipOf } from './testing/zip-of.ts';

let folder: Awaited<ReturnType<typeof madeFolder>>;
let files = 0;
beforeAll(async () => {
  folder = await madeFolder();
});
afterAll(() => folder.dispose());

async function read(content: string | Uint8Array, options: FileOptions = {}, name = 'candles.csv') {
  const opened = await openCandleFile(await folder.write(`${(files += 1)}/${name}`, content), options);
  const candles = [...opened.candles];
  opened.dispose();
  return { ...opened.summary, candles };
}

const iso = (t: number) => new Date(t).toISOString();
const two = (value: number) => String(value).padStart(2, '0');
const parts = (t: number) => {
  const d = new Date(t);
  return {
    y: d.getUTCFullYear(),
    m: d.getUTCMonth() + 1,
    d: d.getUTCDate(),
    H: d.getUTCHours(),
    M: d.getUTCMinutes(),
  };
};
const MONTHS = 'Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec'.split(' ');

describe('rows without a header', () => {
  const series = madeCandles({ count: 40 });
  const half = (x: MadeCandle) => Math.round(x.v * 500) / 1000;
  it.each<[string, (x: MadeCandle) => unknown[]]>([
    ['Binance klines', (x) => [x.t, ...bar(x), x.t + HOUR - 1, x.q, x.k, half(x), half(x), 0]],
    [
      'Binance klines',
      (x) => [x.t * 1000, ...bar(x), (x.t + HOUR) * 1000 - 1, x.q, x.k, half(x), half(x), 0],
    ],
    ['Kraken OHLCVT', (x) => [x.t / 1000, ...bar(x), x.k]],
    ['Kraken OHLC of its REST', (x) => [x.t / 1000, x.o, x.h, x.l, x.c, (x.h + x.l) / 2, x.v, x.k]],
    ['time, open, high, low, close', (x) => [x.t, ...bar(x)]],
    ['Bitfinex', (x) => [x.t, x.o, x.c, x.h, x.l, x.v]],
    ['Coinbase', (x) => [x.t / 1000, x.l, x.h, x.o, x.c, x.v]],
    ['Poloniex', (x) => [x.c, x.t / 1000, x.h, x.l, x.o, x.v, x.q, x.o]],
    ['Gate.io', (x) => [x.t / 1000, x.q, x.c, x.h, x.l, x.o, x.v, 'true']],
    ['OKX spot', (x) => [x.t, ...bar(x), x.q, x.q, 1]],
    ['OKX swap', (x) => [x.t, x.o, x.h, x.l, x.c, Math.round(x.v * 1000), x.v, x.q, 1]],
    ['KuCoin', (x) => [x.t / 1000, x.o, x.c, x.h, x.l, x.v, x.q]],
    ['Bybit', (x) => [x.t, ...bar(x), x.q]],
    ['Bitget', (x) => [x.t, ...bar(x), Number((x.q * 1.0003).toPrecision(9)), x.q]],
    ['MEXC', (x) => [x.t, ...bar(x), x.t + HOUR, x.q]],
    ['LEAN', (x) => [iso(x.t).slice(0, 16).replaceAll('-', '').replace('T', ' '), ...bar(x)]],
  ])('are known by their order: %s', async (shape, row) => {
    for (const given of [series, series.toReversed()]) {
      const found = await read(table(null, given.map(row)));
      expect(found.shape).toContain(shape);
      expect(found.candles).toEqual(series.map(asRead));
    }
  });

  it.each(['NaN', ''])('may have prices of %j beside a volume of 0', async (nothing) => {
    const series = madeCandles({ count: 40 });
    const rows = series.map((x) => [x.t, ...(x.k === 20 ? [...Array<string>(4).fill(nothing), 0] : bar(x))]);
    const { candles, leftOut } = await read(table(null, rows));
    expect(candles).toEqual(series.filter(({ k }) => k !== 20).map(asRead));
    expect(leftOut).toEqual([{ reason: 'without prices: nothing was traded', rows: 1 }]);
  });

  it('that stamp the end of the bar are known, too', async () => {
    const stamp = (t: number) => plainTime(t).replaceAll('-', '').replaceAll(':', '');
    const found = await read(
      table(
        null,
        series.map((x) => [stamp(x.t + HOUR), ...bar(x)]),
        ';',
      ),
    );
    expect(found).toMatchObject({ shape: 'NinjaTrader export' });
    expect(found.candles).toEqual(series.map(asRead));
  });

  it('of no known order are refused', async () => {
    await expect(
      read(
        table(
          null,
          series.map((x) => [x.t, x.v, x.h, x.q, x.l, x.o, x.c]),
        ),
      ),
    ).rejects.toThrow(/add a line with the names/);
    const flat = series.map((x) => [x.t, 5, 5, 5, 5, x.v]);
    await expect(read(table(null, flat))).rejects.toThrow(/could be/);
    await expect(
      read(
        table(
          null,
          series.map((x) => [
            `${plainTime(x.t).slice(0, 10).replaceAll('-', '.')}`,
            plainTime(x.t).slice(11, 16),
            ...bar(x),
          ]),
        ),
      ),
    ).rejects.toThrow(/broker's clock/);
  });
});

describe('a time', () => {
  const hours = madeCandles({ from: '2023-03-13T00:00:00Z', count: 48 });
  const days = madeCandles({ from: '2023-03-01T00:00:00Z', step: DAY, count: 40 });
  const minutes = madeCandles({ from: '2023-05-31T23:00:00Z', step: MINUTE, count: 200 });
  it.each<[string, MadeCandle[], (t: number) => string]>([
    ['seconds', hours, (t) => `${t / 1000}`],
    ['seconds with a fraction', hours, (t) => `${t / 1000}.0`],
    ['microseconds', hours, (t) => `${t}000`],
    ['nanoseconds', hours, (t) => `${t}000000`],
    ['seconds, then milliseconds', hours, (t) => `${t < Date.UTC(2023, 2, 14) ? t / 1000 : t}`],
    ['2023-03-13T05:00:00+02:00', hours, (t) => iso(t + 2 * HOUR).replace('.000Z', '+02:00')],
    ['2023-03-13 05:00', hours, (t) => plainTime(t).slice(0, 16)],
    ['2023/03/13 05:00', hours, (t) => plainTime(t).replaceAll('-', '/')],
    [
      '2023-03-13 05-AM',
      hours,
      (t) => `${iso(t).slice(0, 10)} ${two(parts(t).H % 12 || 12)}-${parts(t).H < 12 ? 'AM' : 'PM'}`,
    ],
    ['2023-05-31 23-15', minutes, (t) => plainTime(t).slice(0, 16).replace(/:/g, '-')],
    [
      '13.03.2023 05:00',
      hours,
      (t) => `${two(parts(t).d)}.${two(parts(t).m)}.${parts(t).y} ${two(parts(t).H)}:00`,
    ],
    [
      '13/03/2023 05:00',
      hours,
      (t) => `${two(parts(t).d)}/${two(parts(t).m)}/${parts(t).y} ${two(parts(t).H)}:00`,
    ],
    [
      '3/13/23 5:00 AM',
      hours,
      (t) =>
        `${parts(t).m}/${parts(t).d}/${parts(t).y % 100} ${parts(t).H % 12 || 12}:00 ${parts(t).H < 12 ? 'AM' : 'PM'}`,
    ],
    [
      '01/06/2023 00:10, day first',
      minutes,
      (t) => `${two(parts(t).d)}/${two(parts(t).m)}/${parts(t).y} ${two(parts(t).H)}:${two(parts(t).M)}`,
    ],
    ['03/01/2023, month first', days, (t) => `${two(parts(t).m)}/${two(parts(t).d)}/${parts(t).y}`],
    ['01-03-2023, day first', days, (t) => `${two(parts(t).d)}-${two(parts(t).m)}-${parts(t).y}`],
    ['"Mar 13, 2023"', days, (t) => `"${MONTHS[parts(t).m - 1] ?? ''} ${two(parts(t).d)}, ${parts(t).y}"`],
    ['13-Mar-23', days, (t) => `${parts(t).d}-${MONTHS[parts(t).m - 1] ?? ''}-${parts(t).y % 100}`],
    ['20230313', days, (t) => iso(t).slice(0, 10).replaceAll('-', '')],
    ['202303130500', hours, (t) => plainTime(t).slice(0, 16).replace(/\D/g, '')],
    ['20230313050000', hours, (t) => plainTime(t).replace(/\D/g, '')],
    ['20230313 05:00:00', hours, (t) => plainTime(t).replaceAll('-', '')],
    ['days of a spreadsheet', hours, (t) => `${t / DAY + 25_569}`],
    ['2023-03-13T05:00Z[UTC] of Java', hours, (t) => `${iso(t).slice(0, 16)}Z[UTC]`],
    [
      '2023-03-13T05:00+02:00[Europe/Kyiv] of Java',
      hours,
      (t) => `${iso(t + 2 * HOUR).slice(0, 16)}+02:00[Europe/Kyiv]`,
    ],
    ['2023-03-13 05:00:00 +0100 CET of Go', hours, (t) => `${plainTime(t + HOUR)} +0100 CET`],
    [
      'Mon Mar 13 2023 05:00:00 GMT+0000 (koordinierte Weltzeit) of JavaScript',
      hours,
      (t) =>
        `${new Date(t).toUTCString().replace(/(\w+), (\d+) (\w+)/, '$1 $3 $2')}+0000 (koordinierte Weltzeit für alle)`,
    ],
    [
      '20230313  05:00:00 of Interactive Brokers',
      hours,
      (t) => plainTime(t).replaceAll('-', '').replace(' ', '  '),
    ],
    [
      '20230313 01:00:00 US/Eastern of Interactive Brokers',
      hours,
      (t) => `${plainTime(t - 4 * HOUR).replaceAll('-', '')} US/Eastern`,
    ],
    [
      '13-MAR-23 05.00.00.000000 AM of Oracle',
      hours,
      (t) =>
        `${two(parts(t).d)}-${MONTHS[parts(t).m - 1]?.toUpperCase() ?? ''}-${parts(t).y % 100} ${two(parts(t).H % 12 || 12)}.00.00.000000 ${parts(t).H < 12 ? 'AM' : 'PM'}`,
    ],
    ['20230313 05:00:00 UTC', hours, (t) => `${plainTime(t).replaceAll('-', '')} UTC`],
    ['20230313-050000Z of dxFeed', hours, (t) => `${plainTime(t).replace(/[-:]/g, '').replace(' ', '-')}Z`],
    [
      '2023.03.13D05:00:00.000000000 of kdb+',
      hours,
      (t) => `${plainTime(t).replaceAll('-', '.').replace(' ', 'D')}.000000000`,
    ],
    [
      '13mar2023 05:00:00 of Stata',
      hours,
      (t) =>
        `${two(parts(t).d)}${MONTHS[parts(t).m - 1]?.toLowerCase() ?? ''}${parts(t).y} ${iso(t).slice(11, 19)}`,
    ],
    [
      '13MAR23:05:00:00 of SAS',
      hours,
      (t) =>
        `${two(parts(t).d)}${MONTHS[parts(t).m - 1]?.toUpperCase() ?? ''}${parts(t).y % 100}:${iso(t).slice(11, 19)}`,
    ],
    [
      '"Mar 13, 2023 @ 05:00:00.000" of Kibana',
      hours,
      (t) => `"${MONTHS[parts(t).m - 1] ?? ''} ${parts(t).d}, ${parts(t).y} @ ${iso(t).slice(11, 23)}"`,
    ],
    ['/Date(1678683600000)/ of .NET', hours, (t) => `/Date(${t})/`],
    ['Mon, 13 Mar 2023 05:00:00 GMT', hours, (t) => `"${new Date(t).toUTCString()}"`],
  ])('is read as %s', async (_, series, write) => {
    const found = await read(
      table(
        'date,open,high,low,close,volume',
        series.map((x) => [write(x.t), ...bar(x)]),
      ),
    );
    expect(found.candles).toEqual(series.map(asRead));
  });

  it.each<[string, (t: number) => unknown[]]>([
    ['Date,Time', (t) => [iso(t).slice(0, 10), iso(t).slice(11, 19)]],
    ['date,hour', (t) => [iso(t).slice(0, 10), parts(t).H]],
    [
      '<DATE>,<TIME>',
      (t) => [iso(t).slice(0, 10).replaceAll('-', ''), iso(t).slice(11, 19).replaceAll(':', '')],
    ],
    ['Unix,Date', (t) => [t.toExponential(5), plainTime(t)]],
    ['id,ts', (t) => [t % 97, t]],
    // As TimescaleDB's time_bucket() is written out.
    ['bucket', (t) => [`${plainTime(t)}+00`]],
    ['time_bucket', (t) => [`${plainTime(t)}+00`]],
  ])('is found in the columns %s', async (names, write) => {
    const found = await read(
      table(
        `${names},open,high,low,close,volume`,
        hours.map((x) => [...write(x.t), ...bar(x)]),
      ),
    );
    expect(found.candles).toEqual(hours.map(asRead));
  });

  it('that could be day or month first is asked for', async () => {
    const series = madeCandles({ from: '2023-05-06T00:00:00Z', step: MINUTE, count: 100 });
    const text = table(
      'date,open,high,low,close,volume',
      series.map((x) => [`05/06/2023 ${iso(x.t).slice(11, 16)}`, ...bar(x)]),
    );
    await expect(read(text)).rejects.toThrow(/--dates day-first/);
    expect((await read(text, { dates: 'month-first' })).candles).toEqual(series.map(asRead));
  });

  it.each(['2023-W10', '2023-03', 'Q1 2023', '1.67863E+12', '13/13/2023', '2023-02-30'])(
    '%s is none',
    async (text) => {
      await expect(
        read(
          table(
            'date,open,high,low,close,volume',
            hours.map((x) => [text, ...bar(x)]),
          ),
        ),
      ).rejects.toThrow(/should be a time/);
    },
  );
});

describe('the zone of a time', () => {
  const series = madeCandles({ from: '2023-10-28T20:00:00Z', count: 40 });
  const berlin = (t: number) => plainTime(t + (t < Date.parse('2023-10-29T01:00:00Z') ? 2 : 1) * HOUR);
  const text = (write: (t: number) => string, given = series, name = 'date', notice = '') =>
    notice +
    table(
      `${name},open,high,low,close,volume`,
      given.map((x) => [write(x.t), ...bar(x)]),
    );

  it.each([
    ['Date (UTC+2)', '', 2],
    ['timestamp_jst', '', 9],
    ['date', 'All timestamps are EST (UTC-5)\n', -5],
    ['date', 'Times are UTC+05:30\n', 5.5],
    ['date_utc', '', 0],
    ['date', 'Timestamps are UTC timezone,https://example.com\n', 0],
  ])('is taken from the name %j or the notice %j', async (name, notice, hours) => {
    const found = await read(text((t) => plainTime(t + hours * HOUR), series, name, notice));
    expect(found.candles).toEqual(series.map(asRead));
  });

  it.each([
    ['Date (EST)', ''],
    ['Local time', ''],
    ['date', 'All times are Eastern Time\n'],
    ['date', 'Exchange time, CET\n'],
  ])('is asked for where it is unclear: %j %j', async (name, notice) => {
    await expect(read(text(plainTime, series, name, notice))).rejects.toThrow(/--zone/);
    expect(
      (
        await read(
          text((t) => plainTime(t - 5 * HOUR), series, name, notice),
          { zone: 'UTC-5' },
        )
      ).candles,
    ).toEqual(series.map(asRead));
  });

  it('shows in the night when clocks are put back, and can be told', async () => {
    for (const given of [series, series.toReversed()]) {
      await expect(read(text(berlin, given))).rejects.toThrow(
        /clocks are put back in Europe: local time; --zone/,
      );
      expect((await read(text(berlin, given), { zone: 'Europe/Berlin' })).candles).toEqual(
        series.map(asRead),
      );
    }
  });

  it('shows in the night when clocks are put forward', async () => {
    const spring = madeCandles({ from: '2023-03-11T00:00:00Z', count: 60 });
    const newYork = (t: number) => plainTime(t - (t < Date.parse('2023-03-12T07:00:00Z') ? 5 : 4) * HOUR);
    await expect(read(text(newYork, spring))).rejects.toThrow(/put forward in America/);
    expect((await read(text(newYork, spring), { zone: 'America/New_York' })).candles).toEqual(
      spring.map(asRead),
    );
  });

  it('of days that begin elsewhere is asked for', async () => {
    const days = madeCandles({ from: '2023-03-01T00:00:00Z', step: DAY, count: 30 });
    await expect(read(text((t) => new Date(t - 5 * HOUR).toISOString(), days))).rejects.toThrow(
      /days begin at 19:00 UTC/,
    );
  });
});

describe('a delimited text', () => {
  const series = madeCandles({ count: 30, price: 2_000, volume: 5_000 });
  const HEADER = ['Date', 'Open', 'High', 'Low', 'Close', 'Volume'];
  const write = (separator: string, cell: (value: number) => string, end = '\n') =>
    [
      HEADER.join(separator),
      ...series.map((x) => [plainTime(x.t), ...bar(x).map(cell)].join(separator)),
      '',
    ].join(end);
  const german = (value: number) => value.toLocaleString('de-DE', { maximumFractionDigits: 10 });
  const english = (value: number) => `"${value.toLocaleString('en-US', { maximumFractionDigits: 10 })}"`;

  it.each([
    ['semicolons', write(';', String)],
    ['tabs', write('\t', String)],
    ['bars', write('|', String)],
    ['semicolons and decimal commas', write(';', (value) => String(value).replace('.', ','))],
    ['semicolons and German numbers', write(';', german)],
    ['tabs and German numbers', write('\t', german)],
    ['decimal commas before exponents', write(';', (value) => value.toExponential().replace('.', ','))],
    [
      'decimal commas in a column of percent',
      write(';', german)
        .replace('Volume', 'Volume;+/- %')
        .replace(/(\d)\n(?=\d|$)/g, '$1;-0,31%\n'),
    ],
    ['quoted thousands', write(',', english)],
    ['thousands between semicolons', write(';', (value) => english(value).replaceAll('"', ''))],
    [
      'apostrophes between thousands',
      write(';', (value) => english(value).replaceAll('"', '').replaceAll(',', "'")),
    ],
    ['currency signs', write(',', (value) => `"$${english(value).slice(1)}`)],
    ['spaces before quotation marks', write(', ', (value) => `"${value}"`)],
    ['Windows line ends', write(',', String, '\r\n')],
    ['old Mac line ends', write(',', String, '\r')],
    ['a byte order mark', `\uFEFF${write(',', String)}`],
    ['sep=;', `sep=;\n${write(';', String)}`],
    ['a title and an empty line above', `Price history\n\n${write(',', String)}`],
    ['a notice of two cells above', `Created on 10-29-2019,https://example.com\n${write(',', String)}`],
    ['delimiters at the ends of rows', write(',', String).replace(/(\d)\n/g, '$1,\n')],
    ['empty lines between', write(',', String).replaceAll('\n', '\n\n')],
  ])('may have %s', async (_, text) => {
    expect((await read(text)).candles).toEqual(series.map(asRead));
  });

  it('may have its first thousands far below', async () => {
    const rising = madeCandles({ count: 5_100, price: 900, volume: 5 }).map((x) => ({
      ...x,
      ...(x.k > 5_100 && { o: 1_000.5, h: 1_002.5, l: 1_000.25, c: 1_001.5 }),
    }));
    const lines = rising.map((x) => [x.t, ...bar(x).map(english)].join(','));
    const { candles } = await read(['time,open,high,low,close,volume', ...lines].join('\n'));
    expect(candles).toEqual(rising.map(asRead));
  });

  it.each([
    ['German', 'Datum,Zuletzt,Eröffn.,Hoch,Tief,Vol.,+/- %'],
    ['French', 'Date,Dernier,Ouv., Plus Haut,Plus Bas,Vol.,Variation %'],
    ['Spanish', 'Fecha,Último,Apertura,Máximo,Mínimo,Vol.,% var.'],
    ['Italian', 'Data,Ultimo,Apertura,Massimo,Minimo,Vol.,Var. %'],
    ['Portuguese', 'Data,Último,Abertura,Máxima,Mínima,Vol.,Var%'],
    ['Dutch', 'Datum,Laatste,Open,Hoog,Laag,Vol.,+/- %'],
  ])("may be Investing.com's in %s", async (_, header) => {
    const days = madeCandles({ count: 40, step: DAY, volume: 50_000 });
    const quoted = (cells: string[]) => cells.map((cell) => `"${cell}"`).join(',');
    const lines = days.map((x) => {
      const date = new Date(x.t).toLocaleDateString('de-DE', { timeZone: 'UTC', dateStyle: 'medium' });
      return quoted([date, ...[x.c, x.o, x.h, x.l].map(german), `${german(x.v / 1_000)}K`, '-0,31%']);
    });
    const { candles } = await read([quoted(header.split(',')), ...lines.toReversed()].join('\n'));
    expect(candles).toEqual(days.map(asRead));
  });

  it.each([
    ['utf16le', '\uFEFF'],
    ['utf16le', ''],
  ] as const)('may be %s with the mark %j', async (encoding, mark) => {
    expect((await read(Buffer.from(mark + write(',', String), encoding))).candles).toEqual(
      series.map(asRead),
    );
  });

  it('may be Windows-1252', async () => {
    const text = write(';', german).replace(HEADER.join(';'), 'Datum;Eröffnung;Hoch;Tief;Schluss;Volumen');
    expect((await read(Buffer.from(text, 'latin1'))).candles).toEqual(series.map(asRead));
  });

  it('with thousands that are not quoted is refused', async () => {
    const text = write(',', String).replace(/,(\d)(\d{3}\.?\d*)\n/g, ',$1,$2\n');
    await expect(read(text)).rejects.toThrow(/comma inside of a number/);
  });

  it('whose points could all be between thousands says that they were taken for decimal points', async () => {
    const lines = series.map((x) =>
      [plainTime(x.t), '23.400', '23.412', '23.391', '23.405', '1.250'].join(';'),
    );
    const { assumed, candles } = await read(['time;open;high;low;close;volume', ...lines].join('\n'));
    expect(candles[0]).toMatchObject({ open: 23.4, volume: 1.25 });
    expect(assumed).toContain('the point in numbers such as 23.400 is a decimal point');
  });

  it('with a quotation mark that never closes is refused', async () => {
    await expect(read(`${write(',', String)}"2023-05-05 00:00:00,1,1,1,1,1\n`)).rejects.toThrow(
      /quotation mark/,
    );
  });

  it('of any other header is refused with what was found', async () => {
    await expect(read(write(',', String).replace('Close', 'Fin'))).rejects.toThrow(
      /no column for close; found "Date"/,
    );
    await expect(read(write(',', String).replace(HEADER.join(','), 'a,b,c,d,e,f'))).rejects.toThrow(
      /holds no candles/,
    );
  });
});

describe('packed files', () => {
  const series = madeCandles({ count: 120 });
  const text = (given: MadeCandle[]) =>
    table(
      null,
      given.map((x) => [x.t, ...bar(x), x.t + HOUR - 1, x.q, x.k, 1, 1, 0]),
    );

  it('are read from gzip and zip', async () => {
    for (const [name, content] of [
      ['a.csv.gz', gzipSync(text(series))],
      ['a.zip', zipOf({ 'BTCUSDT-1h-2023-03.csv': text(series), 'README.md': '#', '__MACOSX/._x': 'x' })],
      ['no-name', gzipSync(JSON.stringify(series.map((x) => [x.t, ...bar(x)])))],
    ] as const)
      expect((await read(content, {}, name)).candles).toEqual(series.map(asRead));
  });

  it('of a folder or a glob are one series, whatever overlaps', async () => {
    const path = `${folder.path}/${(files += 1)}`;
    for (const [index, from] of [0, 30, 70, 95].entries()) {
      const name = `BTCUSDT-1h-2023-${index + 1}`;
      const content = zipOf({ [`${name}.csv`]: text(series.slice(from, from + 40)) });
      await folder.write(`${path.slice(folder.path.length)}/${name}.zip`, content);
      await folder.write(`${path.slice(folder.path.length)}/${name}.zip.CHECKSUM`, 'abc');
    }
    for (const given of [path, `${path}/BTCUSDT-1h-*.zip`]) {
      const opened = await openCandleFile(given);
      expect([...opened.candles]).toEqual(series.map(asRead));
      expect(opened.summary).toMatchObject({ symbol: 'BTC/USDT', interval: '1h', leftOut: [{ rows: 25 }] });
    }
  });

  it('that are cut off or something else are refused', async () => {
    const packed = gzipSync(text(series));
    await expect(read(packed.subarray(0, 900), {}, 'a.csv.gz')).rejects.toThrow(/cut off/);
    await expect(read(zipOf({ 'a.csv': text(series) }).subarray(0, 900), {}, 'a.zip')).rejects.toThrow(
      /damaged zip/,
    );
    await expect(read(zipOf({ 'readme.md': '#' }), {}, 'a.zip')).rejects.toThrow(/holds no table/);
    await expect(read(zipOf({ 'xl/workbook.xml': '<x/>' }), {}, 'a.xlsx')).rejects.toThrow(/Excel workbook/);
    await expect(read(gzipSync(packed), {}, 'a.csv.gz.gz')).rejects.toThrow(/unpack the outer one/);
  });
});

describe('JSON', () => {
  const series = madeCandles({ count: 50 });
  const objects = series.map((x) => ({ time: x.t, open: x.o, high: x.h, low: x.l, close: x.c, volume: x.v }));
  const column = (of: (x: MadeCandle) => number) => series.map(of);
  it.each<[string, string]>([
    ['arrays', JSON.stringify(series.map((x) => [x.t, ...bar(x)]))],
    ['arrays of text', JSON.stringify(series.map((x) => [x.t, ...bar(x).map(String)]))],
    ['objects', JSON.stringify(objects, null, 2)],
    [
      'objects with the NaN of Python',
      JSON.stringify(
        objects.map((one, at) => ({ ...one, rsi: at })),
        null,
        1,
      ).replaceAll(/"rsi": \d+/g, '"rsi": NaN, "change": -Infinity'),
    ],
    [
      'lines with the NaN of Python',
      objects
        .map((one) => JSON.stringify({ ...one, note: 'NaN', rsi: null }).replace('null', 'NaN'))
        .join('\n'),
    ],
    ['lines of objects', objects.map((one) => JSON.stringify(one)).join('\n')],
    ['lines of arrays', series.map((x) => JSON.stringify([x.t, ...bar(x)])).join('\n')],
    ['an answer around rows', JSON.stringify({ code: 0, result: { symbol: 'BTCUSDT', list: objects } })],
    [
      'columns of pandas',
      JSON.stringify({
        columns: Object.keys(objects[0] ?? {}),
        index: [0],
        data: objects.map((one) => Object.values(one)),
      }),
    ],
    [
      'a list for each name',
      JSON.stringify({
        s: 'ok',
        t: column((x) => x.t / 1000),
        o: column((x) => x.o),
        h: column((x) => x.h),
        l: column((x) => x.l),
        c: column((x) => x.c),
        v: column((x) => x.v),
      }),
    ],
    [
      'values by their index',
      JSON.stringify(
        Object.fromEntries(
          ['o', 'h', 'l', 'c', 'v'].map((key) => [
            { o: 'open', h: 'high', l: 'low', c: 'close', v: 'volume' }[key],
            Object.fromEntries(series.map((x) => [x.t, x[key as 'o']])),
          ]),
        ),
      ),
    ],
  ])('is read as %s', async (_, text) => {
    expect((await read(text, {}, 'candles.json')).candles).toEqual(series.map(asRead));
  });

  it('that is cut off, or holds no rows, is refused in a short sentence', async () => {
    const text = JSON.stringify(series.map((x) => [x.t, ...bar(x)]));
    for (const [content, message] of [
      [text.slice(0, -40), /cut off/],
      ['{"code":1,"msg":"no such market"}', /without a list of candles/],
      ['[]', /no table of candles/],
      [JSON.stringify({ a: objects, b: objects }), /2 lists of rows/],
    ] as const)
      await expect(read(content, {}, 'candles.json')).rejects.toThrow(message);
  });
});

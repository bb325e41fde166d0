import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { FileOptions } from '../file-options.ts';
import { openCandleFile } from '../open-candle-file.ts';
import { asRead, DAY, madeCandles, madeFolder, plainTime } from '../testing/made-files.ts';

const hours = madeCandles({ count: 50 });
const days = madeCandles({ count: 50, step: DAY });

let folder: Awaited<ReturnType<typeof madeFolder>>;
beforeAll(async () => {
  folder = await madeFolder();
});
afterAll(() => folder.dispose());

async function read(content: unknown, options: FileOptions = {}) {
  const text = typeof content === 'string' ? content : JSON.stringify(content);
  const file = await openCandleFile(await folder.write('candles.json', text), options);
  const candles = [...file.candles];
  file.dispose();
  return { ...file.summary, candles };
}

describe("Yahoo's chart", () => {
  const last = (days.at(-1)?.t ?? NaN) / 1_000 + 86_400 + 4_321;
  const chart = (series: typeof days, { now = last, adjusted = true } = {}) => {
    const column = (name: 'o' | 'h' | 'l' | 'c' | 'q') => [...series.map((x) => x[name]), series[0]?.[name]];
    const quote = {
      ...{ open: column('o'), high: column('h'), low: column('l'), close: column('c'), volume: column('q') },
    };
    const meta = {
      currency: 'USD',
      symbol: 'ETH-USD',
      regularMarketTime: now,
      timezone: 'UTC',
      gmtoffset: 0,
    };
    const adjclose = [{ adjclose: quote.close }];
    const indicators = { quote: [quote], ...(adjusted && { adjclose }) };
    const timestamp = [...series.map(({ t }) => t / 1_000), last];
    return { chart: { result: [{ meta, timestamp, indicators }], error: null } };
  };
  const inCoins = ({ t, o, h, l, c, q }: (typeof days)[number]) =>
    asRead({ t, o, h, l, c, q, k: 0, v: q / ((o + h + l + c) / 4) });

  it('is read, but for what is traded now, when it is said what its volume counts', async () => {
    await expect(read(chart(days))).rejects.toThrow(/Yahoo counts dollars .* say --volume-is base or quote/);
    const found = await read(chart(days), { volumeIs: 'quote' });
    expect(found).toMatchObject({ symbol: 'ETH/USD', interval: '1d', candles: days.map(inCoins) });
  });

  it('of hours has no adjusted closes, and is asked about all the same', async () => {
    const hourly = chart(hours, { adjusted: false });
    await expect(read(hourly)).rejects.toThrow(/Yahoo counts dollars/);
  });

  it('has nulls where nothing was traded, which are left out', async () => {
    const quiet = chart(days);
    for (const column of Object.values(quiet.chart.result[0]?.indicators.quote[0] ?? {}))
      column[20] = null as never;
    const found = await read(quiet, { volumeIs: 'quote' });
    expect(found.candles).toEqual(days.filter((_, day) => day !== 20).map(inCoins));
  });

  it('of two markets is refused', async () => {
    const two = { chart: { result: [...chart(days).chart.result, ...chart(days).chart.result] } };
    await expect(read(two)).rejects.toThrow(/with 2 lists of rows; expected one market/);
  });
});

describe("Alpha Vantage's time series", () => {
  const values = ({ o, h, l, c, v }: (typeof days)[number]) => ({
    ...{ '1. open': `${o}`, '2. high': `${h}`, '3. low': `${l}`, '4. close': `${c}`, '5. volume': `${v}` },
  });
  /** The newest comes first. */
  const seriesOf = (
    made: typeof days,
    key: (t: number) => string,
    cells: (x: (typeof days)[number]) => object,
  ) => Object.fromEntries([...made].reverse().map((x) => [key(x.t), cells(x)]));
  const head = {
    ...{ '1. Information': 'Daily Prices and Volumes', '2. Digital Currency Code': 'ETH' },
    ...{ '3. Digital Currency Name': 'Ethereum', '4. Market Code': 'EUR', '5. Market Name': 'Euro' },
    ...{ '6. Last Refreshed': '2023-04-20 00:00:00', '7. Time Zone': 'UTC' },
  };
  const day = (t: number) => plainTime(t).slice(0, 10);

  it('of days is read with its market', async () => {
    const found = await read({
      'Meta Data': head,
      'Time Series (Digital Currency Daily)': seriesOf(days, day, values),
    });
    expect(found).toMatchObject({ symbol: 'ETH/EUR', interval: '1d', candles: days.map(asRead) });
  });

  it('of days in two currencies, as before 2024, is read in that of the market', async () => {
    const both = ({ o, h, l, c, v }: (typeof days)[number]) => ({
      ...{ '1a. open (EUR)': `${o}`, '1b. open (USD)': `${o * 1.1}`, '2a. high (EUR)': `${h}` },
      ...{ '2b. high (USD)': `${h * 1.1}`, '3a. low (EUR)': `${l}`, '3b. low (USD)': `${l * 1.1}` },
      ...{ '4a. close (EUR)': `${c}`, '4b. close (USD)': `${c * 1.1}`, '5. volume': `${v}` },
      '6. market cap (USD)': `${v * c}`,
    });
    const found = await read({
      'Meta Data': head,
      'Time Series (Digital Currency Daily)': seriesOf(days, day, both),
    });
    expect(found).toMatchObject({ symbol: 'ETH/EUR', candles: days.map(asRead) });
  });

  it('of weeks and months is refused, because its dates are the last days', async () => {
    for (const title of ['Weekly Time Series', 'Time Series (Digital Currency Monthly)'])
      await expect(read({ 'Meta Data': head, [title]: seriesOf(days, day, values) })).rejects.toThrow(
        /whose dates are the last days of its bars; take the daily one/,
      );
  });

  it('of hours is read in the zone that its head names', async () => {
    const newYork = (t: number) => plainTime(t - 5 * 3_600_000);
    const content = (zone: string) => ({
      'Meta Data': { '2. Symbol': 'ETHUSD', '4. Interval': '60min', '6. Time Zone': zone },
      'Time Series (60min)': seriesOf(hours, newYork, values),
    });
    for (const zone of ['US/Eastern', 'America/New_York', 'UTC-05'])
      expect(await read(content(zone))).toMatchObject({ symbol: 'ETH/USD', candles: hours.map(asRead) });
    await expect(read(content('EST'))).rejects.toThrow(/zone/);
  });
});

describe("GeckoTerminal's candles", () => {
  it('are asked about, because their volume is in dollars', async () => {
    const list = hours.map(({ t, o, h, l, c, q }) => [t / 1_000, o, h, l, c, q]).reverse();
    const pool = {
      data: { id: 'a', type: 'ohlcv_request_response', attributes: { ohlcv_list: list } },
      meta: { base: { address: '0x', symbol: 'WETH' }, quote: { address: '0x', symbol: 'USDC' } },
    };
    await expect(read(pool)).rejects.toThrow(/GeckoTerminal counts dollars .* say --volume-is base or quote/);
    const { candles, symbol } = await read(pool, { volumeIs: 'quote' });
    expect(symbol).toBe('WETH/USD');
    for (const [index, { o, h, l, c, q }] of hours.entries())
      expect(candles[index]?.volume).toBeCloseTo(q / ((o + h + l + c) / 4), 9);
  });
});

describe('an export of MongoDB', () => {
  const lines = (wrap: (x: (typeof hours)[number]) => object) =>
    hours.map((x) => JSON.stringify({ _id: { $oid: '5f' }, ...wrap(x) })).join('\n') + '\n';
  const number = (kind: string) => (value: number) => ({ [kind]: `${value}` });
  const bar = (
    time: object,
    { o, h, l, c, v }: (typeof hours)[number],
    wrap: (value: number) => unknown,
  ) => ({
    ...{ time, open: wrap(o), high: wrap(h), low: wrap(l), close: wrap(c), volume: wrap(v) },
  });

  it.each<[string, (x: (typeof hours)[number]) => object]>([
    ['relaxed', (x) => bar({ $date: new Date(x.t).toISOString() }, x, (value) => value)],
    ['canonical', (x) => bar({ $date: { $numberLong: `${x.t}` } }, x, number('$numberDouble'))],
    ['with decimals', (x) => bar({ $date: { $numberLong: `${x.t}` } }, x, number('$numberDecimal'))],
    ['of its first version', (x) => bar({ $date: x.t }, x, (value) => value)],
    [
      'with offsets',
      (x) => bar({ $date: `${plainTime(x.t + 3_600_000).replace(' ', 'T')}.000+0100` }, x, String),
    ],
  ])('is read, %s', async (_, wrap) => {
    expect((await read(lines(wrap))).candles).toEqual(hours.map(asRead));
    expect((await read(`[${lines(wrap).trim().replaceAll('\n', ',\n')}]`)).candles).toEqual(
      hours.map(asRead),
    );
  });
});

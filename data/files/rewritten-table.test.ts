import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { FileOptions } from './file-options.ts';
import { openCandleFile } from './open-candle-file.ts';
import { asRead, bar, DAY, HOUR, madeCandles, madeFolder, plainTime, table } from './testing/made-files.ts';

const hours = madeCandles({ count: 50 });
const days = madeCandles({ count: 50, step: DAY });

let folder: Awaited<ReturnType<typeof madeFolder>>;
beforeAll(async () => {
  folder = await madeFolder();
});
afterAll(() => folder.dispose());

async function read(content: string, options: FileOptions = {}, name = 'export.csv') {
  const file = await openCandleFile(await folder.write(name, content), options);
  const candles = [...file.candles];
  file.dispose();
  return { ...file.summary, candles };
}

const american = (t: number) => plainTime(t).replace(/^(\d+)-(\d+)-(\d+) /, '$2/$3/$1 ');

describe('bars of Databento', () => {
  const header = 'ts_event,rtype,publisher_id,instrument_id,open,high,low,close,volume,symbol';
  const rows = (time: (t: number) => string, price: (value: number) => string) =>
    table(
      header,
      hours.map((x) => [time(x.t), 34, 1, 7, ...[x.o, x.h, x.l, x.c].map(price), x.v, 'ETHUSD']),
    );
  const iso = (t: number) => `${plainTime(t).replace(' ', 'T')}.000000000Z`;
  const line = (x: (typeof hours)[number]) => ({
    ...{ hd: { ts_event: iso(x.t), rtype: 34, publisher_id: 1, instrument_id: 7 } },
    ...{
      open: `${x.o * 1e9}`,
      high: `${x.h * 1e9}`,
      low: `${x.l * 1e9}`,
      close: `${x.c * 1e9}`,
      volume: `${x.v}`,
    },
  });
  it.each<[string, string, string]>([
    [
      'in billionths',
      'bars.csv',
      rows(
        (t) => `${t}000000`,
        (value) => (value * 1e9).toFixed(0),
      ),
    ],
    ['with points', 'bars.csv', rows(iso, (value) => value.toFixed(9))],
    ['as JSON lines', 'bars.jsonl', hours.map((x) => JSON.stringify(line(x))).join('\n')],
  ])('are asked about their contracts and read: %s', async (_, name, text) => {
    await expect(read(text, {}, name)).rejects.toThrow(/Databento counts contracts .*--volume-is/);
    expect((await read(text, { volumeIs: 'base' }, name)).candles).toEqual(hours.map(asRead));
  });
});

describe('candles of OANDA', () => {
  const prices = (x: (typeof hours)[number], spread = 0) => ({
    ...{ o: `${x.o + spread}`, h: `${x.h + spread}`, l: `${x.l + spread}`, c: `${x.c + spread}` },
  });
  const candle = (x: (typeof hours)[number], kinds: object) => ({
    ...{ complete: true, volume: x.v, time: `${plainTime(x.t).replace(' ', 'T')}.000000000Z`, ...kinds },
  });
  const answer = (candles: object[]) => JSON.stringify({ instrument: 'ETH_USD', granularity: 'H1', candles });
  const mid = hours.map((x) => candle(x, { mid: prices(x) }));

  it('are asked about, because their volume counts price changes', async () => {
    const reason = /OANDA counts price changes, not what was traded; .*--volume-is/;
    await expect(read(answer(mid), {}, 'candles.json')).rejects.toThrow(reason);
    const found = await read(answer(mid), { volumeIs: 'base' }, 'candles.json');
    expect(found).toMatchObject({ symbol: 'ETH/USD', interval: '1h', candles: hours.map(asRead) });
  });

  it.each<[string, string, string]>([
    ['an array', 'candles.json', JSON.stringify(mid)],
    ['JSON lines', 'candles.jsonl', mid.map((one) => JSON.stringify(one)).join('\n')],
    ['bids', 'candles.json', answer(hours.map((x) => candle(x, { bid: prices(x) })))],
    ['asks', 'candles.json', answer(hours.map((x) => candle(x, { ask: prices(x) })))],
    [
      'all kinds of prices',
      'candles.json',
      answer(hours.map((x) => candle(x, { bid: prices(x, -5), mid: prices(x), ask: prices(x, 5) }))),
    ],
  ])('are read from %s', async (_, name, text) => {
    expect((await read(text, { volumeIs: 'base' }, name)).candles).toEqual(hours.map(asRead));
  });

  it('are read without the one that is not complete', async () => {
    const open = mid.map((one, at) => ({ ...one, complete: at < mid.length - 1 }));
    const found = await read(answer(open), { volumeIs: 'base' }, 'candles.json');
    expect(found.candles).toEqual(hours.slice(0, -1).map(asRead));
    expect(found.leftOut).toEqual([{ reason: 'not closed, as the row itself says', rows: 1 }]);
  });

  it('are refused with bids and asks alone', async () => {
    const both = answer(hours.map((x) => candle(x, { bid: prices(x, -5), ask: prices(x, 5) })));
    await expect(read(both, {}, 'candles.json')).rejects.toThrow(/OANDA's bids and asks.* price=M/);
  });
});

it('a column that is called like the head of Databento, and is none, is no table of theirs or has no time', async () => {
  const named = hours.map((x) => [plainTime(x.t), 'x', ...bar(x)]);
  const text = table('ts_event,hd,open,high,low,close,volume', named);
  await expect(read(text)).rejects.toThrow(/has no column for time/);
  const timeless = table(
    'hd,open,high,low,close,volume',
    named.map((cells) => cells.slice(1)),
  );
  await expect(read(timeless, { volumeIs: 'base' })).rejects.toThrow(/"ts event" is empty/);
});

it('a candle in one cell, as OctoBot writes it, is read at its own time', async () => {
  const text = table(
    'timestamp,exchange_name,cryptocurrency,symbol,time_frame,candle',
    hours.map((x) => [
      ...[(x.t + HOUR) / 1_000, 'binance', 'Ethereum', 'ETH/USDT', '1h'],
      `"[${[x.t / 1_000, ...bar(x)].join(', ')}]"`,
    ]),
  );
  expect(await read(text)).toMatchObject({ symbol: 'ETH/USDT', candles: hours.map(asRead) });
});

describe('other names and orders', () => {
  it.each<[string, string]>([
    [
      'Refinitiv, a date and a time',
      table(
        '#RIC,Date[G],Time[G],GMT Offset,Type,Open,High,Low,Last,Volume',
        hours.map((x) => ['ETH=', ...plainTime(x.t).split(' '), -5, 'Intraday 1Hour', ...bar(x)]),
      ),
    ],
    [
      'Refinitiv, one time',
      table(
        '#RIC,Domain,Date-Time,GMT Offset,Type,Open,High,Low,Last,Volume,No. Trades',
        hours.map((x) => ['ETH=', 'Market Price', new Date(x.t).toISOString(), -5, 'Intraday', ...bar(x), 4]),
      ),
    ],
  ])('are read: %s', async (_, text) => {
    expect(await read(text)).toMatchObject({ symbol: 'ETH/USD', candles: hours.map(asRead) });
  });

  it.each<[string, string | null]>([
    ["Bloomberg's fields", 'Date,PX_OPEN,PX_HIGH,PX_LOW,PX_LAST,PX_VOLUME'],
    ['American dates without a header', null],
  ])('of days are read: %s', async (_, header) => {
    const text = table(
      header,
      days.map((x) => [american(x.t).slice(0, 10), ...bar(x)]),
    );
    expect(await read(text)).toMatchObject({ interval: '1d', candles: days.map(asRead) });
  });

  it('of Kibot are asked about end and clock', async () => {
    const text = table(
      null,
      hours.map((x) => [
        ...american(x.t - 5 * HOUR)
          .slice(0, 16)
          .split(' '),
        ...bar(x),
      ]),
    );
    await expect(read(text)).rejects.toThrow(/Kibot.*--time-is open or close and --zone/);
    const { candles } = await read(text, { timeIs: 'open', zone: 'UTC-5' });
    expect(candles).toEqual(hours.map(asRead));
  });
});

describe('what holds no candles is called by its name', () => {
  it.each<[string, RegExp, string]>([
    [
      "Binance's trades",
      /are single trades, no bars/,
      '1001,20000.5,0.01,200.005,1677628800000,True,True\n1002,20001.5,0.02,400.03,1677628800100,False,True\n',
    ],
    [
      "Binance's aggTrades",
      /its rows are single trades/,
      'agg_trade_id,price,quantity,first_trade_id,last_trade_id,transact_time,is_buyer_maker\n1001,20000.5,0.01,1,1,1677628800000,true\n',
    ],
    [
      "Bybit's trades",
      /its rows are single trades/,
      'timestamp,symbol,side,size,price\n1677628800.1,ETHUSD,Buy,0.01,20000.5\n',
    ],
    [
      'a book ticker',
      /its rows are quotes of buyers and sellers/,
      'update_id,best_bid_price,best_bid_qty,best_ask_price,best_ask_qty,transaction_time\n1001,20000.5,1,20000.6,2,1677628800000\n',
    ],
    [
      'prices without a volume',
      /5 cells .* without a volume/,
      '1677628800000,20000,20010,19990,20005\n1677632400000,20005,20015,19995,20010\n',
    ],
  ])('%s', async (_, sentence, text) => {
    await expect(read(text)).rejects.toThrow(sentence);
  });
});

import { execFile } from 'node:child_process';
import { appendFile, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { EpochMs } from '../ohlcv.ts';
import { FastClock } from '../testing/fast-clock.ts';
import { FakeExchange, sendJson, type Mishap } from '../exchanges/testing/fake-exchange.ts';
import type { FakeMarket, ServedCandle } from '../exchanges/testing/fake-market.ts';
import { BEGIN, HOUR, bitcoinOn, dialectOf, hourly } from '../exchanges/testing/fixtures.ts';
import { CandleCsv, CandleCsvError, readCandles } from './candle-csv.ts';
import { DownloadArgumentError, readDownloadArguments } from './download-arguments.ts';
import { download } from './download.ts';

const at = (hour: number) => BEGIN + hour * HOUR;

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'download-'));
});
afterAll(() => rm(folder, { recursive: true }));

let files = 0;

/** A server with bitcoin, and downloads of it into one file. */
async function setStage(
  exchange: string,
  candles: ServedCandle[],
  now: EpochMs,
  part: Partial<FakeMarket> = {},
) {
  const clock = new FastClock(now);
  const { symbol, market } = bitcoinOn(exchange, candles, part);
  const server = await FakeExchange.start({
    dialect: dialectOf(exchange),
    markets: [market],
    now: clock.now,
  });
  const out = join(folder, `${++files}.csv`);
  const hosts = new Map([[exchange, server.host]]);
  const signal = new AbortController().signal;
  const get = (options: Partial<Parameters<typeof download>[0]> = {}) =>
    download({
      ...{ exchange, symbol, interval: '1h', from: BEGIN, to: undefined, out, hosts, clock, signal },
      ...options,
    });
  return {
    server,
    out,
    get,
    clock,
    market,
    symbol,
    [Symbol.asyncDispose]: () => server[Symbol.asyncDispose](),
  };
}

describe('a download', { timeout: 120_000 }, () => {
  it('writes all closed candles into a file that is read back to the same, gaps listed', async () => {
    const candles = hourly(1_500).filter((_, hour) => hour < 100 || (hour > 104 && hour !== 900));
    await using stage = await setStage('bitstamp', candles, at(1_400) + 1);
    const report = await stage.get();
    const closed = candles.filter(({ openTime }) => openTime < at(1_400));
    expect(await readCandles(stage.out)).toEqual(closed);
    expect(report).toEqual({
      ...{
        added: closed.length,
        count: closed.length,
        first: BEGIN,
        last: at(1_399),
        head: null,
        isWhole: true,
      },
      gaps: [
        { from: at(100), to: at(105), candles: 5 },
        { from: at(900), to: at(901), candles: 1 },
      ],
    });
  });

  it('goes on behind the last whole line of one that was cut off, and asks only for what is new', async () => {
    const candles = hourly(1_300);
    await using stage = await setStage('binance', candles, at(1_200) + 10_000);
    const ending = new AbortController();
    const first = await stage.get({ signal: ending.signal, onProgress: () => ending.abort() });
    expect(first).toMatchObject({ isWhole: false, added: 999 });
    await appendFile(stage.out, 'binance,BTC/USDT,1h,2024-02');
    const before = stage.server.candleRequests.length;
    expect(await stage.get()).toMatchObject({ added: 201, count: 1_200, isWhole: true, gaps: [] });
    expect(stage.server.candleRequests.length - before).toBe(1);
    expect(await readCandles(stage.out)).toEqual(candles.slice(0, 1_200));
    expect(await stage.get()).toMatchObject({ added: 0, count: 1_200, isWhole: true });
  });

  it('says that the exchange keeps no more than the newest', async () => {
    await using stage = await setStage('kraken', hourly(1_010), at(1_000) + 1);
    const { head, count } = await stage.get();
    expect(head).toBe('kraken keeps the newest 720: begins 2024-01-12 17:00');
    expect(count).toBe(719);
  });

  it('says that the exchange refuses what is older', async () => {
    await using stage = await setStage('bitstamp', hourly(3_100), at(3_000) + 1);
    const refuse: Mishap = (response, answer, { url }) => {
      const start = Number(new URL(url ?? '/', 'http://bitstamp').searchParams.get('start') ?? Infinity);
      if (start * 1_000 < at(1_500)) sendJson(response, { message: 'start is too old' }, 422);
      else answer();
    };
    stage.server.mishap = (isCandles) => (isCandles ? refuse : undefined);
    expect(await stage.get()).toMatchObject({
      ...{ first: at(1_500), last: at(2_999), isWhole: true },
      head: 'bitstamp refuses requests for older candles: begins 2024-03-03 12:00',
    });
  });

  it('blames nobody for what it was not asked for when the file was begun', async () => {
    await using stage = await setStage('bitstamp', hourly(300), at(200) + 1);
    await stage.get({ from: at(100) });
    expect(await stage.get({ from: at(0) })).toMatchObject({
      ...{ added: 0, first: at(100) },
      head: 'the file begins 2024-01-05 04:00, and nothing is put before that: what may be there needs another --out',
    });
    expect(await stage.get({ from: at(120) })).toMatchObject({ added: 0, head: null });
  });

  it('that is ended before anything new came still says what the file has', async () => {
    await using stage = await setStage('bitstamp', hourly(300), at(200) + 1);
    await stage.get();
    stage.clock.set(20 * HOUR);
    expect(await stage.get({ signal: AbortSignal.abort() })).toMatchObject({
      ...{ added: 0, isWhole: false, count: 199, first: BEGIN, last: at(198) },
    });
  });

  it('says that there is nothing in a time before the market, and none that has not come yet', async () => {
    const head = 'coinbase has no closed 1h candle of BTC/USD in that time';
    for (const range of [{ from: at(0), to: at(100) }, { from: at(950) }]) {
      await using stage = await setStage('coinbase', hourly(1_000).slice(800), at(900) + 1);
      expect(await stage.get(range)).toMatchObject({ count: 0, isWhole: true, head });
    }
  });

  it('shows how far it has looked while there is nothing yet', async () => {
    await using stage = await setStage('coinbase', hourly(3_000).slice(2_500), at(2_900) + 1);
    const looked: EpochMs[] = [];
    await stage.get({ onProgress: ({ written, openTime }) => written === 0 && looked.push(openTime) });
    expect(looked.slice(0, 3)).toEqual([at(300), at(600), at(900)]);
  });

  it('says that a candle was changed afterwards, and that the file keeps it', async () => {
    await using stage = await setStage('bitstamp', hourly(300), at(200) + 1);
    await stage.get();
    const changed = stage.market.candles[195];
    if (changed) stage.market.candles[195] = { ...changed, volume: 1 };
    stage.clock.set(5 * HOUR);
    const troubles: string[] = [];
    await stage.get({ onTrouble: (message) => troubles.push(message) });
    expect(troubles).toEqual([
      'bitstamp BTC/USD 1h: the exchange has changed the closed candle of 2024-01-09T03:00:00.000Z; the file keeps what it has',
    ]);
  });

  it('ends before the time that it is told', async () => {
    await using stage = await setStage('okx', hourly(1_010), at(1_000) + 1);
    expect(await stage.get({ from: at(10), to: at(20) })).toMatchObject({
      first: at(10),
      last: at(19),
      count: 10,
    });
  });

  it('of contracts has coins, and refuses a candle whose volume nobody has measured', async () => {
    await using stage = await setStage('gate', hourly(50), at(40), { kind: 'contract' });
    await stage.get();
    const [first] = await readCandles(stage.out);
    expect(first?.volume).toBeCloseTo((stage.market.candles[0]?.volume ?? NaN) / 1e4, 9);
    await using csv = await CandleCsv.open(stage.out, {
      exchange: 'gate',
      symbol: stage.symbol,
      interval: '1h',
    });
    if (first) await expect(csv.append([{ ...first, volume: null }])).rejects.toThrow(/counts is not known/);
  });

  it('that is refused, or has no candle, leaves nothing where nothing was, and a file as it was', async () => {
    await using stage = await setStage('kraken', hourly(50), at(40));
    const header = 'exchange,symbol,interval,open_time,open,high,low,close,volume\n';
    const refusals = [
      () => expect(stage.get({ symbol: 'BTX/USD' })).rejects.toThrow(/has no market "BTX\/USD"/),
      () => expect(stage.get({ interval: '3m' })).rejects.toThrow(/expected an interval of/),
      () => expect(stage.get({ from: at(45) })).resolves.toMatchObject({ count: 0, added: 0 }),
      () => expect(stage.get({ signal: AbortSignal.abort() })).resolves.toMatchObject({ count: 0 }),
    ];
    for (const isRefused of refusals) {
      await isRefused();
      await expect(readFile(stage.out)).rejects.toThrow('ENOENT');
    }
    for (const text of ['', header]) {
      await writeFile(stage.out, text);
      for (const isRefused of refusals) await isRefused();
      expect(await readFile(stage.out, 'utf8')).toBe(text);
    }
    await stage.get();
    const before = await readFile(stage.out, 'utf8');
    await expect(stage.get({ symbol: 'BTX/USD' })).rejects.toThrow(/choose another --out/);
    expect(await readFile(stage.out, 'utf8')).toBe(before);
  });

  it('touches no file that is something else', async () => {
    await using stage = await setStage('kraken', hourly(50), at(40));
    for (const text of ['my notes\n', 'time,open\n1,2\n', 'no line']) {
      await writeFile(stage.out, text);
      await expect(stage.get()).rejects.toThrow(CandleCsvError);
      expect(await readFile(stage.out, 'utf8')).toBe(text);
    }
  });

  it.each(['no/such/folder/x.csv', '.', ''])('refuses "%s", which can not be written', async (out) => {
    await using stage = await setStage('kraken', hourly(50), at(40));
    await expect(stage.get({ out })).rejects.toThrow(
      new RegExp(`^--out ${JSON.stringify(out)} can't be written: E[A-Z]+: `),
    );
    expect(stage.server.requests).toEqual([]);
  });

  it('runs as a command, with its requests sent elsewhere', async () => {
    const candles = hourly(300);
    await using stage = await setStage('coinbase', candles, at(290));
    const main = fileURLToPath(new URL('main.ts', import.meta.url));
    const parameters = [
      '--exchange',
      'coinbase',
      '--symbol',
      'BTC/USD',
      '--from',
      '2024-01-01',
      '--to',
      '2024-01-05',
    ];
    const { stdout } = await promisify(execFile)(
      process.execPath,
      ['--import', import.meta.resolve('tsx'), main, ...parameters, '--out', stage.out],
      { env: { ...process.env, EXCHANGE_HOSTS: `coinbase=${stage.server.host.origin}` } },
    );
    expect(stdout).toContain(
      '96 candles, 96 of them new, from 2024-01-01 to 2024-01-04 23:00 UTC; read back and checked',
    );
    expect(stdout).toContain('gaps: none');
    expect(await readCandles(stage.out)).toEqual(candles.slice(0, 96));
  });
});

it('is refused in one sentence and nothing else', async () => {
  const main = fileURLToPath(new URL('main.ts', import.meta.url));
  const parameters = ['--exchange', 'nonsense', '--symbol', 'BTC/USD', '--from', '2024-01-01'];
  const refused = promisify(execFile)(process.execPath, [
    ...['--import', import.meta.resolve('tsx'), main, ...parameters, '--out', join(folder, 'none.csv')],
  ]);
  await expect(refused).rejects.toMatchObject({
    ...{ code: 1, stdout: '' },
    stderr: 'expected an exchange whose candles can be followed, such as kraken, received "nonsense"\n',
  });
});

describe('its arguments', () => {
  const read = (text: string) => readDownloadArguments(text.split(' '));
  it('are read, and name a file that lies here whatever they are', () => {
    expect(read('--exchange kraken --symbol BTC/USD --interval 1h --from 2020-01-01')).toEqual({
      ...{ exchange: 'kraken', symbol: 'BTC/USD', interval: '1h', from: Date.UTC(2020, 0, 1), to: undefined },
      out: 'kraken-BTC-USD-1h.csv',
    });
    expect(read('--exchange ../../k --symbol ../../x --from 2020-01-01')?.out).toBe('-k--x-1h.csv');
  });
  it.each([
    '--exchange kraken --from 2020-01-01',
    '--exchange kraken --symbol BTC/USD',
    '--exchange kraken --symbol BTC/USD --from yesterday',
    '--exchange kraken --symbol BTC/USD --from 2020-01-01 --interval 7m',
    '--exchange kraken --symbol BTC/USD --from 2020-01-02 --to 2020-01-01',
    '--exchange kraken --coin BTC',
  ])('%s are refused', (text) => {
    expect(() => read(text)).toThrow(DownloadArgumentError);
  });
});

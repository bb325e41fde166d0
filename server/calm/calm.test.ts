import { INTERVALS, simulate, type Ohlcv } from '@detective/data';
import { loadArtifact } from '@detective/models';
import {
  Channel,
  ChannelKind,
  Delivery,
  DeliveryState,
  MessageKind,
  Series,
  SummaryPace,
  Trouble,
  Watch,
} from '@detective/schema';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import pino from 'pino';
import type { DataSource } from 'typeorm';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { createDataSource } from '../../ormconfig.ts';
import { migrate } from '../database/migrate.ts';
import { QUIET } from '../delivery/channel-filter.ts';
import { createCarriers } from '../delivery/channels/carriers.ts';
import { Channels } from '../delivery/channels.ts';
import { PushKeys } from '../delivery/push-keys.ts';
import { SecretBox } from '../delivery/secret-box.ts';
import { Detectors } from '../ingest/detectors.ts';
import { Ingest } from '../ingest/ingest.ts';
import { createDatabase } from '../testing/test-database.ts';
import { CalmWatch } from './calm-watch.ts';
import { measureCalm } from './measure-calm.ts';
import { lastMidnight } from './tell-summaries.ts';

const HOUR = INTERVALS['1h'];
const MINUTE = 60_000;
const START = Date.UTC(2026, 2, 2);
/** So many hours without a fault; `CALM_HOURS=720` is a month. */
const CALM_HOURS = Number(process.env.CALM_HOURS ?? 100);
const hours = [...simulate({ seed: 3, interval: '1h', from: START, count: Math.max(200, CALM_HOURS) })];
const key = { exchange: 'kraken', symbol: 'BTC/USD', interval: '1h' } as const;
const log = pino({ level: 'silent' });

let url: string;
let dataSource: DataSource;
let ingest: Ingest;
let channels: Channels;
/** What time it is. */
let clock: number;
const now = () => new Date(clock);
beforeAll(async () => {
  url = await createDatabase();
  dataSource = await createDataSource(url).initialize();
  await migrate(dataSource);
  const detectors = new Detectors(await loadArtifact('btc-usd-1h'), 1);
  ingest = new Ingest({ dataSource, detectors, onCommit: () => undefined, now });
  const carriers = createCarriers({ allowPrivateTargets: true, smtpUrl: undefined, mailFrom: undefined });
  const box = new SecretBox('a-key-of-this-test');
  const pushKeys = new PushKeys({ dataSource, box, publicUrl: undefined, mailFrom: undefined });
  channels = new Channels({ dataSource, carriers, box, pushKeys });
});
afterAll(() => dataSource.destroy());
beforeEach(async () => {
  for (const table of [
    'candle',
    'series',
    'detector_state',
    'accuracy_bucket',
    'trouble',
    'channel',
    'delivery',
    'watch',
  ])
    await dataSource.query(`DELETE FROM "${table}"`);
});

const watchOf = (options = {}) =>
  new CalmWatch({
    ...{ dataSource, log, now, heartbeatUrl: undefined, isDiskFull: () => Promise.resolve(false) },
    ...{ tickMs: 3_600_000, catchUpMs: 0, ...options },
  });

/** Stores so many hours, the newest of which closed this long ago, each as it closed. */
async function storeHours(count: number, from = 0, lateMs = 1_000): Promise<void> {
  for (const hour of hours.slice(from, from + count)) {
    clock = hour.openTime + HOUR + lateMs;
    await ingest.judge([{ ...hour, ...key }]);
  }
}

async function addChannel(name: string, input: object = {}): Promise<Channel> {
  const target = 'http://127.0.0.1:9/nobody';
  const { channel } = await channels.add({ kind: ChannelKind.WEBHOOK, name, target, ...input });
  await dataSource.manager.update(Channel, { id: channel.id }, { createdAt: new Date(START) });
  return channel;
}

const told = async () =>
  (await dataSource.manager.find(Delivery, { order: { number: 'ASC' } })).map(
    ({ kind, channelName, title }) => `${channelName}: ${kind} ${title}`,
  );

it('a series that falls silent is told once, and once more when it is back', async () => {
  await addChannel('all');
  await addChannel('others', { symbol: 'ETH/USD' });
  await storeHours(3);
  const watch = watchOf();
  const closed = START + 3 * HOUR;
  clock = closed + 2 * HOUR + 15 * MINUTE;
  await watch.look();
  expect(await told()).toEqual([]);
  clock += 1;
  await watch.look();
  await watch.look();
  await watchOf().look();
  const silent = 'all: SILENT BTC/USD 1h on kraken has been silent since 2026-03-02 03:00 UTC';
  expect(await told()).toEqual([silent]);
  await storeHours(3, 3);
  await watch.look();
  await watch.look();
  expect(await told()).toEqual([silent, 'all: SPEAKING_AGAIN BTC/USD 1h on kraken is no longer silent']);
  expect(await dataSource.manager.count(Trouble)).toBe(0);
});

describe('a server that was away or asleep', () => {
  const silent = 'all: SILENT BTC/USD 1h on kraken has been silent since 2026-03-02 03:00 UTC';
  const over = 'all: TROUBLE_OVER No more trouble with the server, which was away or asleep';
  const patient = (options = {}) => watchOf({ catchUpMs: undefined, ...options });

  /** It is ten hours after the newest candle. */
  async function miss(): Promise<void> {
    await addChannel('all');
    await storeHours(3);
    clock = START + 13 * HOUR;
  }

  async function catchUp(): Promise<void> {
    const missed = clock;
    await storeHours(10, 3);
    clock = missed + MINUTE;
  }

  it('does not take its own absence for the silence of series, and is told once', async () => {
    await miss();
    const watch = patient();
    await watch.look();
    expect(await told()).toEqual([]);
    await catchUp();
    for (let looks = 0; looks < 3; looks++, clock += MINUTE) await watch.look();
    expect(await told()).toEqual([over]);
  });

  it('gives what is behind two minutes, and not longer', async () => {
    await miss();
    const watch = patient();
    for (let looks = 0; looks < 8; looks++, clock += 15_000) await watch.look();
    expect(await told()).toEqual([]);
    for (let looks = 0; looks < 3; looks++, clock += 15_000) await watch.look();
    expect(await told()).toEqual([silent]);
  });

  it('is asleep where looks fail to come', async () => {
    await addChannel('all');
    await storeHours(3);
    const watch = patient();
    for (let looks = 0; looks < 12; looks++, clock += 15_000) await watch.look();
    clock = START + 13 * HOUR;
    await watch.look();
    await catchUp();
    await watch.look();
    expect(await told()).toEqual([over]);
  });

  it('has not slept where the database was away, which is told already', async () => {
    await miss();
    const own = await createDataSource(url).initialize();
    const watch = patient({ dataSource: own });
    await own.destroy();
    for (let looks = 0; looks < 5; looks++, clock += 15_000) await watch.look();
    await own.initialize();
    await watch.look();
    await catchUp();
    await watch.look();
    expect(await told()).toEqual(['all: TROUBLE_OVER No more trouble with the database, which was away']);
    await own.destroy();
  });

  it('knows what was silent before it went', async () => {
    await miss();
    await watchOf().look();
    expect(await told()).toEqual([silent]);
    const watch = patient();
    await watch.look();
    await catchUp();
    await watch.look();
    expect(await told()).toEqual([silent, 'all: SPEAKING_AGAIN BTC/USD 1h on kraken is no longer silent']);
  });
});

it('series that fall silent together, as those of an exchange that is away, are one message, and so is the end', async () => {
  await addChannel('all');
  await addChannel('two', { symbol: 'S1/USD' });
  const symbols = ['S1/USD', 'S2/USD', 'S3/USD', 'S4/USD'];
  const storeAll = async (from: number, to: number) => {
    clock = START + to * HOUR + 1_000;
    for (const symbol of symbols)
      await ingest.judge(hours.slice(from, to).map((hour) => ({ ...hour, ...key, symbol })));
  };
  await storeAll(0, 3);
  clock += 5 * HOUR;
  const watch = watchOf();
  await watch.look();
  const silent = [
    'all: SILENT 4 series are silent, the first since 2026-03-02 03:00 UTC',
    'two: SILENT S1/USD 1h on kraken has been silent since 2026-03-02 03:00 UTC',
  ];
  expect(await told()).toEqual(silent);
  const { message } = await dataSource.manager.findOneByOrFail(Delivery, { channelName: 'all' });
  expect(message).toMatchObject({
    text: symbols.map((symbol) => `${symbol} 1h on kraken, since 2026-03-02 03:00 UTC`).join('\n'),
    data: { series: symbols.map((symbol) => ({ exchange: 'kraken', symbol, interval: '1h' })) },
  });
  // They come back one by one.
  const back = symbols.splice(1);
  await storeAll(3, 9);
  await watch.look();
  expect(await told()).toEqual(silent);
  symbols.splice(0, 1, ...back);
  await storeAll(3, 9);
  await watch.look();
  expect(await told()).toEqual([
    ...silent,
    'all: SPEAKING_AGAIN 4 series are no longer silent',
    'two: SPEAKING_AGAIN S1/USD 1h on kraken is no longer silent',
  ]);
});

it('one that comes back does not wait for another for longer than a minute', async () => {
  await addChannel('all');
  const storeOf = async (symbol: string, from: number, to: number) => {
    clock = START + to * HOUR + 1_000;
    await ingest.judge(hours.slice(from, to).map((hour) => ({ ...hour, ...key, symbol })));
  };
  for (const symbol of ['S1/USD', 'S2/USD']) await storeOf(symbol, 0, 3);
  clock += 5 * HOUR;
  const watch = watchOf();
  await watch.look();
  await storeOf('S1/USD', 3, 9);
  const ends = async () => (await told()).filter((text) => text.includes('SPEAKING_AGAIN'));
  for (let looks = 0; looks < 4; looks++, clock += 15_000) {
    await watch.look();
    expect(await ends()).toEqual([]);
  }
  await watch.look();
  expect(await ends()).toEqual(['all: SPEAKING_AGAIN S1/USD 1h on kraken is no longer silent']);
});

it('of a market that nobody follows any more nothing is expected; of one that never came, something is', async () => {
  await addChannel('all');
  await storeHours(3);
  const times = { createdAt: new Date(START), historyDays: 0, state: 'LIVE' as Watch['state'] };
  const ids = ['6d9f5c1e-3b0a-4c57-9a52-0c7d7a3f9b11', '6d9f5c1e-3b0a-4c57-9a52-0c7d7a3f9b12'] as const;
  await dataSource.manager.insert(Watch, { id: ids[0], ...key, ...times, endedAt: new Date(clock) });
  await dataSource.manager.insert(Watch, { id: ids[1], ...key, ...times, symbol: 'ETH/USD', endedAt: null });
  clock += 10 * HOUR;
  await watchOf().look();
  expect(await told()).toEqual([
    'all: SILENT ETH/USD 1h on kraken has been silent since 2026-03-02 00:00 UTC',
  ]);
});

it(`${CALM_HOURS} hours without a fault bring no false message, however late candles may come`, async () => {
  await addChannel('all');
  const watch = watchOf();
  for (let hour = 0; hour < CALM_HOURS; hour++) {
    await storeHours(1, hour, (hour % 15) * MINUTE);
    await watch.look();
    clock = START + (hour + 2) * HOUR - 1;
    await watch.look();
  }
  expect((await told()).filter((text) => !text.includes('INCIDENT'))).toEqual([]);
});

it('a channel that fails is told to the others, and that it is over', async () => {
  const bad = await addChannel('bad');
  await addChannel('good');
  clock = START;
  const watch = watchOf();
  await dataSource.manager.update(Channel, { id: bad.id }, { failingSince: new Date(START - 4 * MINUTE) });
  await watch.look();
  expect(await told()).toEqual([]);
  clock += 2 * MINUTE;
  await watch.look();
  await watch.look();
  await dataSource.manager.update(Channel, { id: bad.id }, { failingSince: null });
  await watch.look();
  expect(await told()).toEqual([
    'good: TROUBLE Trouble with the channel "bad" since 2026-03-01 23:56 UTC',
    'good: TROUBLE_OVER No more trouble with the channel "bad"',
  ]);
});

it('a database that was away for more than a minute is told once it is back', async () => {
  await addChannel('all');
  const own = await createDataSource(url).initialize();
  const watch = watchOf({ dataSource: own });
  clock = START;
  await own.destroy();
  await watch.look();
  clock += 2 * MINUTE;
  await watch.look();
  await own.initialize();
  await watch.look();
  await watch.look();
  expect(await told()).toEqual(['all: TROUBLE_OVER No more trouble with the database, which was away']);
  await own.destroy();
});

it('a disk of the database that was full for more than a minute is told once it has space again', async () => {
  await addChannel('all');
  let isFull = false;
  const watch = watchOf({ isDiskFull: () => Promise.resolve(isFull) });
  clock = START;
  const pass = async (full: boolean, minutes: number) => {
    isFull = full;
    await watch.look();
    clock += minutes * MINUTE;
  };
  for (const full of [false, true]) await pass(full, 0.5);
  await pass(false, 1);
  expect(await told()).toEqual([]);
  for (const full of [true, true, false, false]) await pass(full, 1);
  expect(await told()).toEqual([
    'all: TROUBLE_OVER No more trouble with the disk of the database, which was full',
  ]);
});

/** Judges candles, the last of which has just closed, and looks. */
async function follow(candles: Ohlcv[], watch: CalmWatch): Promise<void> {
  clock = (candles.at(-1)?.openTime ?? NaN) + HOUR + 1_000;
  await ingest.judge(candles.map((candle) => ({ ...candle, ...key })));
  await watch.look();
}

it('a series whose gaps begin every warm-up anew can never be judged: that is told, and when it is over', async () => {
  await addChannel('all');
  await addChannel('others', { symbol: 'ETH/USD' });
  const watch = watchOf();
  const gap = 170 * HOUR;
  const sparse = hours.slice(0, 98).map((hour, index) => ({ ...hour, openTime: START + index * gap }));
  await follow(sparse.slice(0, 96), watch);
  expect(await told()).toEqual([]);
  await follow(sparse.slice(96, 97), watch);
  await follow(sparse.slice(97), watch);
  const trouble =
    'all: TROUBLE Trouble with the judgement of BTC/USD 1h on kraken since 2026-03-02 00:00 UTC';
  expect(await told()).toEqual([trouble]);
  const dense = hours
    .slice(98, 150)
    .map((hour, index) => ({ ...hour, openTime: START + 97 * gap + (index + 1) * HOUR }));
  await follow(dense, watch);
  expect((await told()).filter((text) => !text.includes('INCIDENT'))).toEqual([
    trouble,
    'all: TROUBLE_OVER No more trouble with the judgement of BTC/USD 1h on kraken',
  ]);
});

it('a score that is no number is told with the second candle', async () => {
  await addChannel('all');
  await storeHours(60);
  const watch = watchOf();
  const spoil = (count: number) =>
    dataSource.query(`UPDATE detection SET anomaly_score = 'NaN' WHERE open_time >= $1`, [
      new Date(START + (60 - count) * HOUR),
    ]);
  await watch.look();
  await spoil(1);
  await watch.look();
  expect((await told()).filter((text) => text.includes('TROUBLE'))).toEqual([]);
  await spoil(2);
  await watch.look();
  expect((await told()).filter((text) => text.includes('TROUBLE'))).toEqual([
    'all: TROUBLE Trouble with the judgement of BTC/USD 1h on kraken since 2026-03-04 10:00 UTC',
  ]);
});

it('a plain warm-up, and one that a long gap begins anew, are nothing to tell', async () => {
  await addChannel('all', { kinds: ['PRICE_CRASH'], minReturnPeriodHours: 1e15 });
  const watch = watchOf();
  const again = hours.slice(0, 60).map((hour) => ({ ...hour, openTime: hour.openTime + 400 * HOUR }));
  await follow(hours.slice(0, 40), watch);
  for (let index = 0; index < again.length; index += 10) await follow(again.slice(index, index + 10), watch);
  expect((await told()).filter((text) => text.includes('TROUBLE'))).toEqual([]);
});

it("a dead man's switch is asked only while all is well", async () => {
  let asked = 0;
  const server = createServer((_request, response) => {
    asked++;
    response.end();
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const heartbeatUrl = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const watch = watchOf({ heartbeatUrl, heartbeatMs: 0 });
  await storeHours(3);
  await watch.look();
  await watch.look();
  expect(asked).toBe(2);
  clock += 10 * HOUR;
  await watch.look();
  expect(asked).toBe(2);
  await storeHours(3, 3);
  await watch.look();
  expect(asked).toBe(3);
  await new Promise((resolve) => server.close(resolve));
});

it('quiet hours are summed up once when they are over, and each day where somebody wants that', async () => {
  await addChannel('night', { quietFrom: '20:00', quietTo: '06:00', timeZone: 'UTC' });
  await addChannel('daily', { summary: SummaryPace.DAILY, symbol: 'BTC/USD' });
  await storeHours(30);
  const watch = watchOf();
  await watch.look();
  await watch.look();
  const summary = await dataSource.manager.findOneByOrFail(Delivery, { channelName: 'daily' });
  expect(summary.title).toBe('The day up to 2026-03-03 00:00 UTC');
  expect(summary.message).toMatchObject({
    text: expect.stringMatching(/^BTC\/USD 1h on kraken: 24 of 24 candles judged, .*no incident\.$/),
  });
  clock = Date.UTC(2026, 2, 3, 21);
  await watch.look();
  const skipped = await dataSource.manager.findOneByOrFail(Delivery, { channelName: 'night' });
  expect(skipped).toMatchObject({ kind: 'SILENT', state: 'SKIPPED' });
  clock = Date.UTC(2026, 2, 4, 6);
  await watch.look();
  await watch.look();
  const night = (await told()).filter((text) => text.startsWith('night'));
  expect(night).toEqual([
    'night: SILENT BTC/USD 1h on kraken has been silent since 2026-03-03 06:00 UTC',
    'night: SUMMARY One message of the quiet hours',
  ]);
});

it('a day that ends in quiet hours is summed up in full when they are over', async () => {
  const night = { quietFrom: '22:00', quietTo: '07:00', timeZone: 'UTC' };
  await addChannel('daily', { ...night, summary: SummaryPace.DAILY, symbol: 'BTC/USD' });
  await storeHours(30);
  clock = Date.UTC(2026, 2, 3, 6, 59);
  await watchOf().look();
  expect(await told()).toEqual([]);
  clock = Date.UTC(2026, 2, 3, 7);
  await watchOf().look();
  await watchOf().look();
  const summaries = await dataSource.manager.findBy(Delivery, { channelName: 'daily' });
  expect(summaries.map(({ kind, state, title }) => `${kind} ${state} ${title}`)).toEqual([
    'SUMMARY PENDING The day up to 2026-03-03 00:00 UTC',
  ]);
  expect(summaries[0]?.message).toMatchObject({ text: expect.stringContaining('24 of 24 candles judged') });

  // It failed until the next quiet hours began, and was left out in them.
  await dataSource.manager.update(
    Delivery,
    { channelName: 'daily' },
    { state: DeliveryState.SKIPPED, lastError: QUIET },
  );
  clock = Date.UTC(2026, 2, 4, 7);
  await watchOf().look();
  const [, again] = await dataSource.manager.find(Delivery, {
    where: { channelName: 'daily', kind: MessageKind.SUMMARY },
    order: { number: 'ASC' },
  });
  expect(again).toMatchObject({
    title: 'One message of the quiet hours',
    message: {
      text: expect.stringMatching(/^The day up to 2026-03-03 00:00 UTC\nBTC.* 24 of 24 candles judged/),
    },
  });
});

it('days are summed up without a gap or an overlap where the clocks change', async () => {
  await addChannel('daily', { summary: SummaryPace.DAILY, timeZone: 'Europe/Berlin' });
  await addChannel('weekly', { summary: SummaryPace.WEEKLY, timeZone: 'Europe/Berlin' });
  await storeHours(30);
  const ranges = async (name: string) => {
    const found = await dataSource.manager.find(Delivery, {
      where: { channelName: name, kind: MessageKind.SUMMARY },
      order: { number: 'ASC' },
    });
    return found.map(({ message }) => {
      const { data } = message as { data: { from: string; to: string } };
      return [data.from, data.to];
    });
  };
  for (const day of [28, 29, 30, 31]) {
    clock = Date.UTC(2026, 2, day, 12);
    await watchOf().look();
  }
  for (const day of [24, 25, 26, 27]) {
    clock = Date.UTC(2026, 9, day, 12);
    await watchOf().look();
  }
  const days = await ranges('daily');
  expect(days).toContainEqual(['2026-03-28T23:00:00.000Z', '2026-03-29T22:00:00.000Z']);
  expect(days).toContainEqual(['2026-10-24T22:00:00.000Z', '2026-10-25T23:00:00.000Z']);
  const weeks = await ranges('weekly');
  expect(weeks).toContainEqual(['2026-03-22T23:00:00.000Z', '2026-03-29T22:00:00.000Z']);
  expect(weeks).toContainEqual(['2026-10-18T22:00:00.000Z', '2026-10-25T23:00:00.000Z']);
});

it('nor where somebody changes the time zone of the channel', async () => {
  const { id } = await addChannel('daily', { summary: SummaryPace.DAILY, timeZone: 'Europe/Vienna' });
  await storeHours(30);
  const ends: string[] = [];
  for (const timeZone of ['Europe/Vienna', 'America/New_York', 'Asia/Tokyo', 'UTC', 'Pacific/Auckland'])
    for (let days = 0; days < 2; days++) {
      await dataSource.manager.update(Channel, { id }, { timeZone });
      for (const hour of [1, 7, 13, 19]) {
        clock = Date.UTC(2026, 2, 10 + ends.length, hour);
        await watchOf().look();
      }
      ends.push(timeZone);
    }
  const found = await dataSource.manager.find(Delivery, {
    where: { kind: MessageKind.SUMMARY },
    order: { number: 'ASC' },
  });
  const ranges = found.map(({ message }) => (message as { data: { from: string; to: string } }).data);
  expect(ranges.length).toBeGreaterThanOrEqual(ends.length - 1);
  for (const [index, { from }] of ranges.slice(1).entries()) expect(from).toBe(ranges[index]?.to);
});

it('midnight is that of the time zone, over changes of the clock as well', () => {
  const midnight = (text: string, zone: string, isMonday = false) =>
    lastMidnight(new Date(text), zone, isMonday).toISOString();
  expect(midnight('2026-03-29T12:00:00Z', 'Europe/Vienna')).toBe('2026-03-28T23:00:00.000Z');
  expect(midnight('2026-03-29T23:30:00Z', 'Europe/Vienna')).toBe('2026-03-29T22:00:00.000Z');
  expect(midnight('2026-10-25T12:00:00Z', 'Europe/Vienna')).toBe('2026-10-24T22:00:00.000Z');
  expect(midnight('2026-03-04T00:00:00Z', 'UTC', true)).toBe('2026-03-02T00:00:00.000Z');
  expect(midnight('2026-03-02T00:00:00Z', 'UTC', true)).toBe('2026-03-02T00:00:00.000Z');
});

it('calm says what was expected, judged and missing in a range', async () => {
  await storeHours(60);
  await dataSource.query(`DELETE FROM candle WHERE open_time = $1`, [new Date(START + 5 * HOUR)]);
  const range = { ...key, from: new Date(START - HOUR / 2), to: new Date(START + 48 * HOUR) };
  const calm = await measureCalm(dataSource.manager, range, now());
  expect(calm).toMatchObject({ expected: 48, judged: 47, missing: 1, isFresh: true, incidents: 0 });
  const [highest] = await dataSource.query<{ score: number | null }[]>(
    `SELECT max(anomaly_score) AS score FROM detection WHERE open_time < $1`,
    [range.to],
  );
  expect(calm?.highestScore).toBe(highest?.score);
  // Of the hour under way nothing can be expected yet.
  const later = { ...key, from: new Date(START + 50 * HOUR), to: new Date(START + 100 * HOUR) };
  expect(await measureCalm(dataSource.manager, later, now())).toMatchObject({ expected: 10, missing: 0 });
  clock += 5 * HOUR;
  expect(await measureCalm(dataSource.manager, later, now())).toMatchObject({
    expected: 15,
    missing: 5,
    isFresh: false,
  });
  expect(await dataSource.manager.count(Series)).toBe(1);
});

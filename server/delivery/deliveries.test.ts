import type { Channel, Delivery } from '@detective/schema';
import pg from 'pg';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { candleInputs, startTestServer, type RunningServer } from '../testing/running-server.ts';
import { createDatabase } from '../testing/test-database.ts';
import { Receiver, replies } from './testing/receiver.ts';

const TOKEN = 'the-token-to-write-with';
const asWriter = { authorization: `Bearer ${TOKEN}` };
const SEND = 'mutation ($candles: [CandleInput!]!) { predictAnomalies(candles: $candles) { id } }';
const ADD = `mutation ($channel: ChannelInput!) {
  addChannel(channel: $channel) { secret channel { id target isPaused failingSince pending } } }`;
const DELIVERIES = `query ($channelId: ID, $state: DeliveryState) {
  deliveries(channelId: $channelId, state: $state) {
    id kind state attempts lastError nextAttemptAt deliveredAt incidentId title log { at error } } }`;
const environment = { ALERTS_PER_WEEK: '2', INGEST_TOKEN: TOKEN, ALLOW_PRIVATE_TARGETS: 'true' };
const patience = { timeout: 60_000, interval: 100 };

/** A crash that becomes much worse within three hours, and is over half a day later. */
const hours = candleInputs(150).map((hour, index) => {
  if (index === 110) return { ...hour, low: hour.low * 0.955 };
  const low = hour.low * 0.74;
  return index === 112 ? { ...hour, low, close: low * 1.01, volume: (hour.volume ?? 0) * 30 } : hour;
});

type Row = Omit<Delivery, 'nextAttemptAt' | 'deliveredAt'> & {
  nextAttemptAt: string | null;
  deliveredAt: string | null;
};

let url: string;
let database: pg.Client;
let server: RunningServer;
let receiver: Receiver;
let made = 0;
let symbol: string;
beforeAll(async () => {
  url = await createDatabase();
  server = await startTestServer(environment, url);
  database = new pg.Client({ connectionString: url });
  await database.connect();
});
afterAll(async () => {
  await server[Symbol.asyncDispose]();
  await database.end();
});
beforeEach(async () => {
  receiver = await Receiver.start();
  symbol = `TELL/${++made}`;
});
afterEach(async () => {
  await database.query('DELETE FROM channel');
  await receiver[Symbol.asyncDispose]();
});

async function ask<Data>(query: string, variables: object = {}): Promise<Data> {
  const { data, errors } = await server.ask<Data>(query, variables, asWriter);
  expect(errors).toBeUndefined();
  return data as Data;
}

const send = (from: number, to: number) =>
  ask(SEND, { candles: hours.slice(from, to).map((hour) => ({ ...hour, symbol })) });

async function addChannel(input: object = {}): Promise<Channel> {
  const channel = { kind: 'WEBHOOK', name: 'test', target: `${receiver.url}/secret-path`, symbol, ...input };
  const added = await ask<{ addChannel: { secret: string; channel: Channel } }>(ADD, { channel });
  receiver.secrets.push(added.addChannel.secret);
  return added.addChannel.channel;
}

const deliveries = async (channelId: string) =>
  (await ask<{ deliveries: Row[] }>(DELIVERIES, { channelId })).deliveries.reverse();
const states = async (channelId: string) => (await deliveries(channelId)).map(({ state }) => state);
const types = () => receiver.received.map(({ type }) => type);

/** What is waited for comes at once. */
async function hurry(): Promise<void> {
  await database.query(`UPDATE delivery SET next_attempt_at = now() WHERE next_attempt_at > now()`);
  await database.query(`UPDATE channel SET retry_at = now() WHERE retry_at > now()`);
  await database.query(`UPDATE graphile_worker._private_jobs SET run_at = now() WHERE run_at > now()`);
}

describe('an incident', () => {
  it('is told when it opens, when it is ten times rarer, and when it closes, once each, however its candles come', async () => {
    const channel = await addChannel();
    await send(0, 100);
    for (let index = 100; index < 115; index++) await send(index, index + 1);
    await send(90, 150);
    await expect.poll(types, patience).toEqual(['incident.opened', 'incident.worse', 'incident.closed']);
    expect(receiver.unverified).toEqual([]);
    const [opened, worse, closed] = receiver.received;
    const rarity = (message = opened) => message?.data.incident?.peak.returnPeriodHours ?? 0;
    expect(rarity(worse)).toBeGreaterThanOrEqual(10 * rarity(opened));
    expect(closed?.data).toMatchObject({
      incident: { symbol, anomalyCount: 3, closedAt: hours[125]?.openTime },
    });
    await expect.poll(() => states(channel.id), patience).toEqual(Array(3).fill('DELIVERED'));
    const receipts = await deliveries(channel.id);
    expect(receipts.map(({ id, attempts }) => [id, attempts])).toEqual(
      receiver.received.map(({ id }) => [id, 1]),
    );
    const { incidents } = await ask<{ incidents: { deliveries: Row[] }[] }>(
      `{ incidents(symbol: "${symbol}") { deliveries { id kind state channelId } } }`,
    );
    expect(incidents.map((incident) => incident.deliveries.map(({ id }) => id))).toEqual([
      receipts.map(({ id }) => id),
    ]);
  });

  it('is told the same when all its candles come in one request', async () => {
    await addChannel();
    await send(0, 150);
    await expect.poll(types, patience).toEqual(['incident.opened', 'incident.worse', 'incident.closed']);
  });

  it('is told to those who want to hear of it', async () => {
    await addChannel({ symbol: 'OTHER/USD' });
    await addChannel({ kinds: ['FEED_GAP'] });
    await addChannel({ exchange: 'kraken' });
    await addChannel({ minReturnPeriodHours: 1e15 });
    const heard = await addChannel({ kinds: ['PRICE_CRASH', 'VOLUME_SURGE'], interval: '1h', exchange: '' });
    await send(0, 150);
    await expect.poll(() => states(heard.id), patience).toEqual(Array(3).fill('DELIVERED'));
    expect(receiver.received).toHaveLength(3);
  });

  it('is not told at night, but in order when what was left out is sent again', async () => {
    const night = await addChannel({ quietFrom: '00:00', quietTo: '23:59', timeZone: 'Europe/Vienna' });
    const paused = await addChannel({ isPaused: true });
    await send(0, 150);
    expect(await states(paused.id)).toEqual(Array(3).fill('SKIPPED'));
    const skipped = await deliveries(night.id);
    if (skipped.some(({ state }) => state !== 'SKIPPED')) return; // It is 23:59 in Vienna.
    expect(skipped[0]?.lastError).toBe('The channel had its quiet hours.');
    for (const { id } of skipped) await ask(`mutation { resendDelivery(id: "${id}") { id state } }`);
    await expect.poll(types, patience).toEqual(['incident.opened', 'incident.worse', 'incident.closed']);
  });
});

describe('a delivery', () => {
  it('is tried again with the same id and a fresh signature until it is taken, and those after it wait', async () => {
    const channel = await addChannel();
    receiver.reply = replies.fails;
    await send(0, 150);
    await expect.poll(() => receiver.received.length, patience).toBe(1);
    await expect.poll(async () => (await deliveries(channel.id))[0]?.log.length, patience).toBe(1);
    const [first, ...others] = await deliveries(channel.id);
    expect(first).toMatchObject({ state: 'PENDING', attempts: 1, deliveredAt: null });
    expect(first?.lastError).toMatch(/500/);
    expect(new Date(first?.nextAttemptAt ?? 0).getTime() - Date.now()).toBeGreaterThan(2_000);
    expect(others.map(({ attempts }) => attempts)).toEqual([0, 0]);
    const failing = await ask<{ channels: Channel[] }>('{ channels { failingSince pending } }');
    expect(failing.channels[0]).toMatchObject({ failingSince: expect.any(String), pending: 3 });
    receiver.reply = replies.ok;
    await hurry();
    await expect.poll(() => states(channel.id), patience).toEqual(Array(3).fill('DELIVERED'));
    const ids = receiver.received.map(({ id }) => id);
    expect(ids[0]).toBe(ids[1]);
    expect(new Set(ids).size).toBe(3);
    expect(types().slice(1)).toEqual(['incident.opened', 'incident.worse', 'incident.closed']);
    const healthy = await ask<{ channels: Channel[] }>('{ channels { failingSince pending } }');
    expect(healthy.channels[0]).toEqual({ failingSince: null, pending: 0 });
  });

  it('waits for as long as the receiver asks, and with it all that goes there', async () => {
    const channel = await addChannel();
    receiver.reply = (response) => void response.writeHead(429, { 'retry-after': '600' }).end();
    await send(0, 111);
    await expect.poll(async () => (await deliveries(channel.id))[0]?.log.length, patience).toBe(1);
    const [first] = await deliveries(channel.id);
    const waits = (new Date(first?.nextAttemptAt ?? 0).getTime() - Date.now()) / 1_000;
    expect(waits).toBeGreaterThan(550);
    expect(waits).toBeLessThanOrEqual(600);
  });

  it('to a receiver that is gone is a dead letter that can be sent again, and pauses the channel', async () => {
    const channel = await addChannel();
    receiver.reply = replies.isGone;
    await send(0, 150);
    await expect.poll(() => states(channel.id), patience).toEqual(['DEAD', 'SKIPPED', 'SKIPPED']);
    expect(receiver.received).toHaveLength(1);
    const { channels } = await ask<{ channels: Channel[] }>('{ channels { isPaused lastError } }');
    expect(channels[0]).toMatchObject({ isPaused: true, lastError: expect.stringContaining('410') });
    receiver.reply = replies.ok;
    const input = {
      kind: 'WEBHOOK',
      name: 'test',
      target: channel.maskedTarget ?? '',
      symbol,
      isPaused: false,
    };
    const update =
      'mutation ($id: ID!, $channel: ChannelInput!) { updateChannel(id: $id, channel: $channel) { isPaused } }';
    expect(await ask(update, { id: channel.id, channel: input })).toEqual({
      updateChannel: { isPaused: false },
    });
    for (const { id } of await deliveries(channel.id))
      await ask(`mutation { resendDelivery(id: "${id}") { id } }`);
    await expect.poll(() => states(channel.id), patience).toEqual(Array(3).fill('DELIVERED'));
    expect(receiver.received[0]?.id).toBe(receiver.received[1]?.id);
  });

  it('is given up after three days', async () => {
    const channel = await addChannel();
    receiver.reply = replies.cuts;
    await send(0, 111);
    let pauses = 0;
    while ((await states(channel.id))[0] !== 'DEAD' && pauses < 40) {
      const before = receiver.received.length;
      await expect.poll(() => receiver.received.length, patience).toBeGreaterThanOrEqual(Math.max(1, before));
      await expect.poll(async () => (await deliveries(channel.id))[0]?.log.length, patience).toBe(pauses + 1);
      // Time passes: what is waited for and the deadline come nearer.
      await database.query(`UPDATE delivery SET deadline = deadline - (next_attempt_at - now()), next_attempt_at = now()
                             WHERE next_attempt_at > now()`);
      await hurry();
      pauses++;
    }
    const [dead] = await deliveries(channel.id);
    expect(dead).toMatchObject({ state: 'DEAD', nextAttemptAt: null });
    expect(dead?.attempts).toBe(receiver.received.length);
    expect(dead?.attempts).toBeGreaterThan(10);
    expect(new Set(receiver.received.map(({ id }) => id)).size).toBe(1);
  });

  it('that a killed worker had taken is carried by another', async () => {
    const channel = await addChannel();
    receiver.reply = () => undefined;
    await send(0, 111);
    await expect.poll(() => receiver.received.length, patience).toBe(1);
    // As a worker leaves it that was killed a minute and more ago.
    await database.query(`UPDATE delivery SET claimed_until = now() - interval '1 second'`);
    await database.query(
      `UPDATE graphile_worker._private_jobs SET locked_at = now() - interval '2 minutes', locked_by = 'killed'`,
    );
    await database.query(
      `UPDATE graphile_worker._private_job_queues SET locked_at = now() - interval '2 minutes', locked_by = 'killed'`,
    );
    receiver.reply = replies.ok;
    await using other = await startTestServer(environment, url);
    expect(other.databaseUrl).toBe(url);
    await database.query(
      `SELECT graphile_worker.force_unlock_workers(array_agg(locked_by)) FROM graphile_worker.jobs WHERE locked_at < now() - interval '1 minute'`,
    );
    await expect.poll(() => states(channel.id), patience).toEqual(['DELIVERED']);
    expect(new Set(receiver.received.map(({ id }) => id)).size).toBe(1);
  });
});

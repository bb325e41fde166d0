import { Delivery } from '@detective/schema';
import type { DataSource } from 'typeorm';
import { afterEach, beforeEach, expect, it } from 'vitest';
import type { Channels } from './channels.ts';
import { DeliveryFixture } from './testing/delivery-fixture.ts';
import { replies, type Receiver } from './testing/receiver.ts';

const patience = { timeout: 60_000, interval: 50 };

let fixture: DeliveryFixture;
let dataSource: DataSource;
let channels: Channels;
let receiver: Receiver;
beforeEach(async () => {
  fixture = await DeliveryFixture.open();
  ({ dataSource, channels, receiver } = fixture);
});
afterEach(() => fixture[Symbol.asyncDispose]());

const tell: DeliveryFixture['tell'] = (...told) => fixture.tell(...told);
const receipts = () => dataSource.manager.find(Delivery, { order: { number: 'ASC' } });
const states = async () => (await receipts()).map(({ kind, state }) => `${kind} ${state}`);
const arrived = () => receiver.received.map(({ type, data }) => ({ type, data }));

/** The receiver has asked for a pause with the first message; the others wait with it. */
async function askForPause(retryAfter = '600'): Promise<void> {
  receiver.reply = (response) => void response.writeHead(429, { 'retry-after': retryAfter }).end();
  await tell('BTC/USD', 'opened');
  await expect.poll(async () => (await receipts())[0]?.answers.length, patience).toBe(1);
  receiver.reply = replies.ok;
}

/** The pause is over. */
async function pass(): Promise<void> {
  await dataSource.query('UPDATE channel SET retry_at = now() WHERE retry_at > now()');
  await dataSource.query('UPDATE delivery SET next_attempt_at = now() WHERE next_attempt_at > now()');
  await dataSource.query('UPDATE graphile_worker._private_jobs SET run_at = now() WHERE run_at > now()');
}

it('a receiver that asks for fewer messages gets all that waits in one summary when the pause is over', async () => {
  await askForPause();
  await tell('BTC/USD', 'worse', 'closed');
  await tell('ETH/USD', 'opened');
  await pass();
  await expect.poll(async () => (await states()).at(-1), patience).toBe('SUMMARY DELIVERED');
  const [first, second, third, fourth, summary] = await receipts();
  expect(receiver.received.map(({ id }) => id)).toEqual([first?.id, summary?.id]);
  expect(summary?.message).toMatchObject({
    title: '4 messages that had to wait',
    text: 'BTC/USD 1h: price crash; price crash, rarer still; calm again after 2 anomalies\nETH/USD 1h: price crash',
  });
  expect(receiver.received[1]?.data).toMatchObject({
    deliveries: [
      { id: first?.id, type: 'incident.opened', data: { incidentId: 'BTC/USD', type: 'opened' } },
      { id: second?.id, type: 'incident.worse' },
      { id: third?.id, type: 'incident.closed' },
      { id: fourth?.id, type: 'incident.opened', data: { incidentId: 'ETH/USD', type: 'opened' } },
    ],
  });
  for (const told of [first, second, third, fourth])
    expect(told).toMatchObject({
      ...{ state: 'DELIVERED', summaryId: summary?.id, deliveredAt: summary?.deliveredAt, lastError: null },
    });
  expect((await channels.list())[0]).toMatchObject({ pending: 0, retryAt: null, failingSince: null });
  // From now on each is sent as it comes.
  await tell('ETH/USD', 'worse', 'closed');
  await expect.poll(() => receiver.received.length, patience).toBe(4);
  expect(receiver.received.slice(2).map(({ type }) => type)).toEqual(['incident.worse', 'incident.closed']);
});

it('a storm of hundreds comes in a few summaries, none of which waits behind single messages', async () => {
  await askForPause();
  const others = Array.from({ length: 449 }, (_, index) => `C${index}/USD`);
  await Promise.all(others.map((symbol) => tell(symbol, 'opened')));
  await pass();
  const count = async () => (await states()).filter((state) => state === 'INCIDENT_OPENED DELIVERED').length;
  await expect.poll(count, patience).toBe(450);
  expect(receiver.received.map(({ type }) => type)).toEqual([
    'incident.opened',
    ...['summary', 'summary', 'summary'],
  ]);
  const told = receiver.received.flatMap(({ data }) => data.deliveries?.map(({ id }) => id) ?? []);
  expect(told).toEqual((await receipts()).slice(0, 450).map(({ id }) => id));
});

it('what waits alone is sent as it is, with its own id', async () => {
  await askForPause();
  await pass();
  await expect.poll(states, patience).toEqual(['INCIDENT_OPENED DELIVERED']);
  expect(receiver.received[0]?.id).toBe(receiver.received[1]?.id);
});

it('a summary that has to wait again takes in what has come meanwhile', async () => {
  await askForPause();
  await tell('BTC/USD', 'worse');
  receiver.reply = (response) => void response.writeHead(429).end();
  await pass();
  await expect.poll(() => receiver.received.length, patience).toBe(2);
  await expect.poll(async () => (await receipts()).at(-1)?.answers.length, patience).toBe(1);
  receiver.reply = replies.ok;
  await tell('BTC/USD', 'closed');
  await pass();
  await expect
    .poll(async () => new Set((await receipts()).map(({ state }) => state)), patience)
    .toEqual(new Set(['DELIVERED']));
  expect(receiver.received.map(({ type }) => type)).toEqual(['incident.opened', 'summary', 'summary']);
  expect(receiver.received[1]?.id).toBe(receiver.received[2]?.id);
  const types = (index: number) =>
    (arrived()[index]?.data['deliveries'] as { type: string }[]).map(({ type }) => type);
  expect(types(1)).toEqual(['incident.opened', 'incident.worse']);
  expect(types(2)).toEqual(['incident.opened', 'incident.worse', 'incident.closed']);
});

it('a message that may have arrived is told with its own id only, and what follows it does not overtake it', async () => {
  receiver.reply = replies.cuts;
  await tell('BTC/USD', 'opened');
  await expect.poll(async () => (await receipts())[0]?.answers.length, patience).toBe(1);
  receiver.reply = (response) => void response.writeHead(429, { 'retry-after': '600' }).end();
  await tell('ETH/USD', 'opened', 'worse');
  await tell('BTC/USD', 'closed');
  await expect.poll(async () => (await receipts())[1]?.answers.length, patience).toBe(1);
  receiver.reply = replies.ok;
  await pass();
  await expect
    .poll(async () => new Set((await receipts()).map(({ state }) => state)), patience)
    .toEqual(new Set(['DELIVERED']));
  const all = await receipts();
  expect(all.map(({ kind, summaryId }) => `${kind} ${summaryId === all[4]?.id}`)).toEqual([
    'INCIDENT_OPENED false',
    'INCIDENT_OPENED true',
    'INCIDENT_WORSE true',
    'INCIDENT_CLOSED false',
    'SUMMARY false',
  ]);
  const ids = receiver.received.map(({ id }) => id);
  expect(ids.indexOf(all[3]?.id ?? '')).toBeGreaterThan(ids.lastIndexOf(all[0]?.id ?? ''));
  expect(ids.filter((id) => id === all[0]?.id)).toHaveLength(2);
});

it('a summary that the receiver refuses goes as the messages that it was made of, in order', async () => {
  await askForPause();
  await tell('BTC/USD', 'worse', 'closed');
  receiver.reply = (response, { type }) => void response.writeHead(type === 'summary' ? 413 : 204).end();
  await pass();
  await expect
    .poll(states, patience)
    .toEqual([
      'INCIDENT_OPENED DELIVERED',
      'INCIDENT_WORSE DELIVERED',
      'INCIDENT_CLOSED DELIVERED',
      'SUMMARY DEAD',
    ]);
  expect(receiver.received.slice(1).map(({ type }) => type)).toEqual([
    ...['summary', 'incident.opened', 'incident.worse', 'incident.closed'],
  ]);
  expect((await receipts()).map(({ summaryId }) => summaryId)).toEqual([null, null, null, null]);
});

it('what a summary could not tell can be sent again, alone or with it', async () => {
  await askForPause();
  await tell('BTC/USD', 'worse', 'closed');
  receiver.reply = replies.isGone;
  await pass();
  await expect
    .poll(async () => new Set((await receipts()).map(({ state }) => state)), patience)
    .toEqual(new Set(['DEAD']));
  await dataSource.query('UPDATE channel SET is_paused = false, retry_at = NULL');
  receiver.reply = replies.ok;
  const [first, second, , summary] = await receipts();
  await channels.resend(first?.id ?? '');
  await expect.poll(async () => (await receipts())[0]?.state, patience).toBe('DELIVERED');
  await channels.resend(summary?.id ?? '');
  await expect
    .poll(async () => new Set((await receipts()).map(({ state }) => state)), patience)
    .toEqual(new Set(['DELIVERED']));
  expect((await receipts()).map(({ summaryId }) => summaryId)).toEqual([
    null,
    summary?.id,
    summary?.id,
    null,
  ]);
  expect(second?.answers).toEqual([]);
});

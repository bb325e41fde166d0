import { ChannelKind, Delivery } from '@detective/schema';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { DeliveryFixture } from './testing/delivery-fixture.ts';
import { replies } from './testing/receiver.ts';

const patience = { timeout: 60_000, interval: 50 };

let fixture: DeliveryFixture;
beforeEach(async () => {
  fixture = await DeliveryFixture.open();
});
afterEach(() => fixture[Symbol.asyncDispose]());

const receipts = () => fixture.dataSource.manager.find(Delivery, { order: { number: 'ASC' } });
const states = async () => (await receipts()).map(({ state }) => state);
const arrivals = () =>
  fixture.receiver.received.map(({ data, type }) => `${String(data.incidentId)} ${type}`);

/** Two incidents have been told in vain for so long that the next attempts are half a day off. */
async function failForLong(): Promise<void> {
  const { dataSource, receiver } = fixture;
  receiver.reply = replies.fails;
  await fixture.tell('BTC/USD', 'opened');
  await fixture.tell('ETH/USD', 'opened');
  await expect
    .poll(async () => (await receipts()).map(({ answers }) => answers.length), patience)
    .toEqual([1, 1]);
  await dataSource.query(`UPDATE delivery SET attempts = 9, next_attempt_at = now() + interval '12 hours'`);
  await dataSource.query(`UPDATE graphile_worker._private_jobs SET run_at = now() + interval '12 hours'`);
  await fixture.tell('BTC/USD', 'closed');
  receiver.received.length = 0;
  receiver.reply = replies.ok;
}

const all = ['DELIVERED', 'DELIVERED', 'DELIVERED'];

it('what waits goes at once when the receiver has taken another message', async () => {
  await failForLong();
  await fixture.tell('SOL/USD', 'opened');
  await expect.poll(states, patience).toEqual([...all, 'DELIVERED']);
  expect(arrivals()).toEqual([
    'SOL/USD incident.opened',
    ...['BTC/USD incident.opened', 'ETH/USD incident.opened', 'BTC/USD incident.closed'],
  ]);
});

it('what waits goes at once when a test has arrived', async () => {
  await failForLong();
  await fixture.channels.test(fixture.channel.id);
  await expect.poll(states, patience).toEqual([...all, 'DELIVERED']);
});

it('what waits goes at once to another address', async () => {
  await failForLong();
  const { channel, receiver } = fixture;
  const target = `${receiver.url}/mended`;
  await fixture.channels.update(channel.id, { kind: ChannelKind.WEBHOOK, name: 'test', target });
  await expect.poll(states, patience).toEqual(all);
  expect(receiver.received.map(({ path }) => path)).toEqual(['/mended', '/mended', '/mended']);
});

it('a message that is never taken is not tried again after each of the others', async () => {
  await failForLong();
  const { receiver } = fixture;
  const others = ['SOL/USD', 'XRP/USD', 'LTC/USD', 'ADA/USD', 'DOT/USD'];
  let answerAll: () => void = () => undefined;
  const allTold = new Promise<void>((resolve) => {
    answerAll = resolve;
  });
  receiver.reply = (response, received) => {
    if (received.data.incidentId === 'BTC/USD') return replies.fails(response);
    void allTold.then(() => replies.ok(response));
  };
  for (const symbol of others) await fixture.tell(symbol, 'opened');
  answerAll();
  await expect
    .poll(async () => (await states()).filter((state) => state === 'DELIVERED').length, patience)
    .toBe(others.length + 1);
  const attempts = () => arrivals().filter((arrival) => arrival.startsWith('BTC/USD')).length;
  await expect.poll(attempts, patience).toBeGreaterThan(0);
  expect(arrivals().slice(0, others.length)).toEqual(others.map((symbol) => `${symbol} incident.opened`));
  expect(attempts()).toBeLessThanOrEqual(2);
});

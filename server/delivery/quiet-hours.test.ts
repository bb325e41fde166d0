import { ChannelKind, Delivery } from '@detective/schema';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { tellSummaries } from '../calm/tell-summaries.ts';
import { isQuiet } from './channel-filter.ts';
import { checkChannel } from './check-channel.ts';
import { DeliveryFixture } from './testing/delivery-fixture.ts';
import { replies } from './testing/receiver.ts';

const patience = { timeout: 60_000, interval: 50 };

describe('quiet hours', () => {
  const quietAt = (timeZone: string, quietFrom: string, quietTo: string) => (text: string) =>
    isQuiet({ quietFrom, quietTo, timeZone }, new Date(text));

  it.each([
    // The clocks go ahead from 2 to 3, and back from 3 to 2: the hour between is there twice.
    ['Europe/Berlin', '2026-03-28T21:00Z', '2026-03-29T05:00Z'],
    ['Europe/Berlin', '2026-10-24T20:00Z', '2026-10-25T06:00Z'],
    ['America/New_York', '2026-03-08T03:00Z', '2026-03-08T11:00Z'],
    ['America/New_York', '2026-11-01T02:00Z', '2026-11-01T12:00Z'],
    // By half an hour.
    ['Australia/Lord_Howe', '2026-04-04T11:00Z', '2026-04-04T20:30Z'],
    ['Australia/Lord_Howe', '2026-10-03T11:30Z', '2026-10-03T20:00Z'],
  ])('from 22:00 to 07:00 in %s are those of the clock on the wall (%s)', (zone, from, to) => {
    const isQuietAt = quietAt(zone, '22:00', '07:00');
    for (let time = Date.parse(from); time < Date.parse(to); time += 60_000)
      expect(isQuietAt(new Date(time).toISOString()), new Date(time).toISOString()).toBe(true);
    for (const time of [Date.parse(from) - 1, Date.parse(to)])
      expect(isQuietAt(new Date(time).toISOString())).toBe(false);
  });

  it('that begin in an hour that there is not begin after it', () => {
    const isQuietAt = quietAt('Europe/Berlin', '02:30', '05:00');
    expect(['2026-03-29T00:59Z', '2026-03-29T01:00Z', '2026-03-29T03:00Z'].map(isQuietAt)).toEqual([
      false,
      true,
      false,
    ]);
  });

  it('need two times: from a time to the same would be none at all', () => {
    const settings = { kind: ChannelKind.WEBHOOK, name: 'a', target: 'https://example.org' };
    expect(() => checkChannel({ ...settings, quietFrom: '22:00', quietTo: '22:00' })).toThrow(
      'quietFrom, quietTo: expected two times of day, received 22:00 twice',
    );
  });
});

describe('a message that failed before the quiet hours', () => {
  let fixture: DeliveryFixture;
  beforeEach(async () => {
    fixture = await DeliveryFixture.open();
  });
  afterEach(() => fixture[Symbol.asyncDispose]());

  const receipts = () => fixture.dataSource.manager.find(Delivery, { order: { number: 'ASC' } });
  const states = async () => (await receipts()).map(({ kind, state }) => `${kind} ${state}`);
  const attempts = async () => (await receipts())[0]?.answers.length;
  const types = () => fixture.receiver.received.map(({ type }) => type);
  const timeOfDay = (time: number) => new Date(time).toISOString().slice(11, 16);

  /** It is the middle of two quiet hours, and every message is due. */
  async function beginNight(): Promise<void> {
    const { dataSource } = fixture;
    const hours = [timeOfDay(Date.now() - 3_600_000), timeOfDay(Date.now() + 3_600_000)];
    await dataSource.query('UPDATE channel SET quiet_from = $1, quiet_to = $2', hours);
    await dataSource.query('UPDATE channel SET retry_at = now() WHERE retry_at > now()');
    await dataSource.query('UPDATE delivery SET next_attempt_at = now() WHERE next_attempt_at > now()');
    await dataSource.query('UPDATE graphile_worker._private_jobs SET run_at = now() WHERE run_at > now()');
  }

  // At once: the worker would find the summary in the middle of the night.
  const endNight = async () => {
    const later = new Date(Date.now() + 2 * 3_600_000);
    await fixture.dataSource.transaction(async (manager) => {
      await tellSummaries(manager, later);
      await manager.query('UPDATE channel SET quiet_from = NULL, quiet_to = NULL');
    });
  };

  it('wakes nobody in them: it is summed up when they are over', async () => {
    fixture.receiver.reply = replies.fails;
    await fixture.tell('BTC/USD', 'opened');
    await expect.poll(attempts, patience).toBe(1);
    fixture.receiver.reply = replies.ok;
    await beginNight();
    await expect.poll(states, patience).toEqual(['INCIDENT_OPENED SKIPPED']);
    expect((await receipts())[0]?.lastError).toBe('The channel had its quiet hours.');
    expect(types()).toEqual(['incident.opened']);
    await endNight();
    await expect.poll(states, patience).toEqual(['INCIDENT_OPENED SKIPPED', 'SUMMARY DELIVERED']);
    expect((await receipts())[1]?.message).toMatchObject({
      title: 'One message of the quiet hours',
      text: 'BTC/USD 1h: price crash',
    });
  });

  it('nor do those that the receiver had asked to wait', async () => {
    fixture.receiver.reply = (response) => void response.writeHead(429, { 'retry-after': '600' }).end();
    await fixture.tell('BTC/USD', 'opened');
    await expect.poll(attempts, patience).toBe(1);
    fixture.receiver.reply = replies.ok;
    await fixture.tell('BTC/USD', 'worse', 'closed');
    await beginNight();
    await expect
      .poll(states, patience)
      .toEqual(['INCIDENT_OPENED SKIPPED', 'INCIDENT_WORSE SKIPPED', 'INCIDENT_CLOSED SKIPPED']);
    expect(types()).toEqual(['incident.opened']);
    await endNight();
    await expect.poll(async () => (await states()).at(-1), patience).toBe('SUMMARY DELIVERED');
    expect((await receipts()).at(-1)?.message).toMatchObject({ title: '3 messages of the quiet hours' });
  });

  it('nor a summary of what had to wait: the messages in it are told once', async () => {
    const { dataSource, receiver } = fixture;
    receiver.reply = (response) => void response.writeHead(429, { 'retry-after': '600' }).end();
    await fixture.tell('BTC/USD', 'opened');
    await expect.poll(attempts, patience).toBe(1);
    await fixture.tell('BTC/USD', 'worse');
    receiver.reply = replies.fails;
    await dataSource.query('UPDATE channel SET retry_at = now()');
    await dataSource.query('UPDATE delivery SET next_attempt_at = now()');
    await dataSource.query('UPDATE graphile_worker._private_jobs SET run_at = now()');
    await expect.poll(async () => (await receipts())[2]?.answers.length, patience).toBe(1);
    receiver.reply = replies.ok;
    await beginNight();
    await expect.poll(async () => (await states())[2], patience).toBe('SUMMARY SKIPPED');
    await endNight();
    await expect.poll(async () => (await states())[3], patience).toBe('SUMMARY DELIVERED');
    expect((await receipts())[3]?.message).toMatchObject({
      title: '2 messages of the quiet hours',
      text: 'BTC/USD 1h: price crash\nBTC/USD 1h: price crash, rarer still',
    });
  });

  it('is sent in them all the same when somebody sends it again', async () => {
    fixture.receiver.reply = replies.fails;
    await fixture.tell('BTC/USD', 'opened');
    await expect.poll(attempts, patience).toBe(1);
    await beginNight();
    await expect.poll(states, patience).toEqual(['INCIDENT_OPENED SKIPPED']);
    fixture.receiver.reply = replies.ok;
    await fixture.channels.resend((await receipts())[0]?.id ?? '');
    await expect.poll(states, patience).toEqual(['INCIDENT_OPENED DELIVERED']);
  });

  it('a summary of quiet hours that came to the next ones still tells what it was to tell', async () => {
    fixture.receiver.reply = replies.fails;
    await fixture.tell('BTC/USD', 'opened');
    await expect.poll(attempts, patience).toBe(1);
    await beginNight();
    await expect.poll(states, patience).toEqual(['INCIDENT_OPENED SKIPPED']);
    await endNight();
    await expect.poll(async () => (await receipts())[1]?.answers.length, patience).toBe(1);
    await beginNight();
    await expect.poll(async () => (await states())[1], patience).toBe('SUMMARY SKIPPED');
    fixture.receiver.reply = replies.ok;
    await endNight();
    await expect.poll(async () => (await states())[2], patience).toBe('SUMMARY DELIVERED');
    expect((await receipts())[2]?.message).toMatchObject({ text: 'BTC/USD 1h: price crash' });
  });
});

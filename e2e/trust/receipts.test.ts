import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { createRandom } from '@detective/data';
import pg from 'pg';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { Receiver, replies, type Received } from '../../server/delivery/testing/receiver.ts';
import { simulatedHours, temporaryFolder } from '../fixtures.ts';
import { freePort, ServerProcess } from '../server-process.ts';
import { sendStubbornly } from './candle-sender.ts';
import { EmbeddedDatabase } from './embedded-database.ts';
import { atRandomInstants, crashSeed } from './random-instants.ts';

/** So often server, database or receiver are killed; `KILLS=200` kills more often. */
const KILLS = Number(process.env.KILLS ?? 4);
const SYMBOL = 'BTC/USD';
const PATIENCE_MS = 900_000;
const INCIDENTS = `{ incidents(limit: 1000) { id closedAt deliveries { id kind state attempts lastError } } }`;

interface Incident {
  id: string;
  closedAt: string | null;
  deliveries: { id: string; kind: string; state: string; attempts: number; lastError: string | null }[];
}

/** Crashes, some of which come close to each other. */
const candles = simulatedHours(100 + 40 * Math.max(10, KILLS), 21).map((hour, index) =>
  index > 100 && (index % 40 === 0 || index % 80 === 3)
    ? { ...hour, low: hour.low * (index % 3 ? 0.9 : 0.6) }
    : hour,
);

let folder: Awaited<ReturnType<typeof temporaryFolder>>;
beforeAll(async () => {
  folder = await temporaryFolder();
});
afterAll(() => folder.dispose());

/** Whoever waits for the next attempt waits no longer: three days pass within seconds. */
async function hurry(url: string): Promise<void> {
  const client = new pg.Client({ connectionString: url });
  client.on('error', () => undefined);
  try {
    await client.connect();
    await client.query('UPDATE channel SET retry_at = NULL WHERE retry_at IS NOT NULL');
    await client.query('UPDATE delivery SET next_attempt_at = now() WHERE next_attempt_at > now()');
    // A claim of one that was killed, and a lock of its job, are over in a minute; an attempt here takes far less than 3 s.
    await client.query(
      `UPDATE delivery SET claimed_until = now() - interval '1 s' WHERE claimed_until BETWEEN now() AND now() + interval '27 s'`,
    );
    await client.query('UPDATE graphile_worker._private_jobs SET run_at = now() WHERE run_at > now()');
    await client.query(
      `SELECT graphile_worker.force_unlock_workers(array_agg(DISTINCT locked_by)) FROM graphile_worker.jobs
        WHERE locked_at < now() - interval '4 s' HAVING count(*) > 0`,
    );
  } finally {
    await client.end().catch(() => undefined);
  }
}

it(
  `each incident is told once, whatever is killed (${KILLS} times) and however the receiver answers`,
  { timeout: PATIENCE_MS },
  async ({ onTestFinished }) => {
    const seed = crashSeed('receipts');
    const random = createRandom(seed);
    const DATA_DIR = join(folder.path, 'receipts');
    const settings = {
      ...{ PORT: String(await freePort()), REPLAY_RATE: 'off', DATA_DIR },
      ...{ ALERTS_PER_WEEK: '3', ALLOW_PRIVATE_TARGETS: 'true' },
    };
    let server = await ServerProcess.start(settings);
    onTestFinished(async () => {
      await server.stop();
    });
    const database = new EmbeddedDatabase(DATA_DIR);
    const port = await freePort();
    let receiver = await Receiver.start(port);
    onTestFinished(() => receiver[Symbol.asyncDispose]());
    const all: Received[] = [];
    /** Ids whose whole answer said that they were taken, once for each time. */
    const taken: string[] = [];
    const plan = (isKind: boolean) => (response: Parameters<typeof replies.ok>[0], message: Received) => {
      all.push(message);
      const at = isKind ? 9 : random.integer(10);
      if (at < 2) replies.fails(response);
      else if (at < 3) replies.isBusy(response);
      else if (at < 4) replies.cuts(response);
      else if (at < 5) replies.cutsHalfWay(response);
      else {
        taken.push(message.id);
        replies.ok(response);
      }
    };
    const channel = { kind: 'WEBHOOK', name: 'pager', target: `${receiver.url}/alerts` };
    const { addChannel } = await server.ask<{ addChannel: { secret: string } }>(
      'mutation ($channel: ChannelInput!) { addChannel(channel: $channel) { secret } }',
      { channel },
    );
    const listen = (isKind: boolean) => {
      receiver.secrets = [addChannel.secret];
      receiver.reply = plan(isKind);
    };
    listen(false);
    let isOver = false;
    const hurrying = (async () => {
      while (!isOver) {
        await database
          .url()
          .then(hurry)
          .catch(() => undefined);
        await pause(300);
      }
    })();

    let sent = 0;
    const sending = (async () => {
      for (; sent < candles.length; sent += 20)
        await sendStubbornly(server.url, SYMBOL, candles.slice(sent, sent + 20), 20);
    })();
    let kills = 0;
    await atRandomInstants(
      { seed, blows: KILLS, total: candles.length },
      () => sent,
      async () => {
        const what = random.integer(3);
        if (what === 0) {
          kills++;
          await server.kill();
          server = await ServerProcess.start(settings);
        } else if (what === 1) {
          kills++;
          while (!(await (random.integer(2) ? database.killPostmaster() : database.killBackend())))
            await pause(20);
        } else {
          await receiver[Symbol.asyncDispose]();
          await pause(random.integer(500));
          receiver = await Receiver.start(port);
          listen(false);
        }
      },
    );
    await sending;
    listen(true);
    const read = async () => (await server.ask<{ incidents: Incident[] }>(INCIDENTS)).incidents;
    await expect
      .poll(
        async () =>
          (await read().catch(() => []))
            .flatMap(({ deliveries }) => deliveries)
            .filter(({ state }) => state !== 'DELIVERED'),
        {
          timeout: 300_000,
          interval: 1_000,
        },
      )
      .toEqual([]);
    isOver = true;
    await hurrying;

    const incidents = await read();
    expect(incidents.length).toBeGreaterThan(8);
    const arrived = new Map(all.map((message) => [message.id, message]));
    for (const { id, closedAt, deliveries } of incidents) {
      const kinds = deliveries.map(({ kind }) => kind);
      expect(kinds[0], id).toBe('INCIDENT_OPENED');
      expect(
        kinds.filter((kind) => kind === 'INCIDENT_OPENED'),
        id,
      ).toHaveLength(1);
      expect(
        kinds.filter((kind) => kind === 'INCIDENT_CLOSED'),
        id,
      ).toHaveLength(closedAt === null ? 0 : 1);
      for (const delivery of deliveries) expect(taken, `${id} ${delivery.kind}`).toContain(delivery.id);
    }
    // None with another id, and none of nothing.
    const receipts = incidents.flatMap(({ deliveries }) => deliveries.map(({ id }) => id));
    expect([...arrived.keys()].sort()).toEqual(receipts.sort());
    const contents = [...arrived.values()].map(({ type, data }) => JSON.stringify([type, data]));
    expect(new Set(contents).size).toBe(contents.length);
    // Told twice is only what whoever had its answer was killed before it could store that.
    expect(taken.length - new Set(taken).size).toBeLessThanOrEqual(kills);
    // In order within each incident, by the first time that each was taken.
    const place = new Map([...taken].reverse().map((id, index, { length }) => [id, length - index]));
    for (const { deliveries } of incidents) {
      const places = deliveries.map(({ id }) => place.get(id) ?? NaN);
      expect(places).toEqual([...places].sort((one, other) => one - other));
    }
    expect(receiver.unverified).toEqual([]);
  },
);

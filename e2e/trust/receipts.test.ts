import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { createRandom } from '@detective/data';
import pg from 'pg';
import pino from 'pino';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { EmbeddedPostgres } from '../../server/database/embedded-postgres.ts';
import { Receiver, replies, type Received, type Reply } from '../../server/delivery/testing/receiver.ts';
import { simulatedHours, temporaryFolder } from '../fixtures.ts';
import { freePort, ServerProcess } from '../server-process.ts';
import { sendStubbornly } from './candle-sender.ts';
import { EmbeddedDatabase } from './embedded-database.ts';
import { atRandomInstants, crashSeed } from './random-instants.ts';
import { withDatabase } from './stored-rows.ts';

/** So often one of two servers, their database or the receiver is killed; `KILLS=200` kills more often. */
const KILLS = Number(process.env.KILLS ?? 4);
const SYMBOL = 'BTC/USD';
const BATCH = 20;
const PATIENCE_MS = 600_000 + KILLS * 30_000;
const READ = `{
  incidents(limit: 1000) { id closedAt deliveries { id kind state summaryId lastError } }
  deliveries(limit: 1000) { id kind state summaryId lastError }
}`;

interface Receipt {
  id: string;
  kind: string;
  state: string;
  summaryId: string | null;
  lastError: string | null;
}

interface Told {
  incidents: { id: string; closedAt: string | null; deliveries: Receipt[] }[];
  deliveries: Receipt[];
}

/** Crashes, some of which come close to each other. */
const candles = simulatedHours(100 + 40 * Math.max(10, KILLS), 21).map((hour, index) =>
  index > 100 && (index % 40 === 0 || index % 80 === 3)
    ? { ...hour, low: hour.low * (index % 3 ? 0.9 : 0.6) }
    : hour,
);

let folder: Awaited<ReturnType<typeof temporaryFolder>>;
let postgres: EmbeddedPostgres;
beforeAll(async () => {
  folder = await temporaryFolder();
  postgres = await EmbeddedPostgres.start(join(folder.path, 'data'), pino({ level: 'silent' }));
  // Processes are killed, not the machine: what they wrote is safe without waiting for the disk.
  const withoutDisk = (client: pg.Client) => client.query('ALTER SYSTEM SET fsync = off');
  await withDatabase(await postgres.database('postgres'), withoutDisk);
});
afterAll(async () => {
  await postgres.dispose();
  await folder.dispose();
});

/** Whoever waits for the next attempt waits no longer: three days pass within seconds. */
async function hurry(url: string): Promise<void> {
  const client = new pg.Client({ connectionString: url });
  client.on('error', () => undefined);
  try {
    await client.connect();
    await client.query('UPDATE channel SET retry_at = now() WHERE retry_at > now()');
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

/** A receiver that answers by a seeded plan, and keeps what it got and what it took over all its lives. */
class Pager implements AsyncDisposable {
  readonly all: Received[] = [];
  /** Ids whose whole answer said that they were taken, once for each time. */
  readonly taken: string[] = [];
  /** Ids that may have been taken: their answer was cut, or said something else than "later". */
  readonly uncertain = new Set<string>();
  isKind = false;
  secret = '';
  #receiver!: Receiver;
  unverified = 0;

  constructor(
    readonly port: number,
    readonly random: ReturnType<typeof createRandom>,
  ) {}

  async start(): Promise<void> {
    this.#receiver = await Receiver.start(this.port);
    this.#receiver.secrets = [this.secret];
    this.#receiver.reply = this.#reply;
  }

  async kill(): Promise<void> {
    this.unverified += this.#receiver.unverified.length;
    await this.#receiver[Symbol.asyncDispose]();
  }

  readonly #reply: Reply = (response, message) => {
    this.all.push(message);
    const at = this.isKind ? 9 : this.random.integer(10);
    if (at === 2) return replies.isBusy(response);
    this.uncertain.add(message.id);
    if (at < 2) replies.fails(response);
    else if (at < 4) replies.cuts(response);
    else if (at < 5) replies.cutsHalfWay(response);
    else {
      this.taken.push(message.id);
      replies.ok(response);
    }
  };

  [Symbol.asyncDispose] = () => this.kill();
}

it(
  `each incident is told once by two servers, whatever is killed (${KILLS} times) and however the receiver answers`,
  { timeout: PATIENCE_MS },
  async ({ onTestFinished }) => {
    const seed = crashSeed('receipts');
    const random = createRandom(seed);
    // Of its own, so that a second try does not meet the channel of the first.
    const databaseUrl = await postgres.database(`candles_${seed}`);
    const database = new EmbeddedDatabase(join(folder.path, 'data'));
    const startServer = async (port?: string) =>
      ServerProcess.start({
        ...{ PORT: port ?? String(await freePort()), REPLAY_RATE: 'off', DATABASE_URL: databaseUrl },
        ...{ ALERTS_PER_WEEK: '3', ALLOW_PRIVATE_TARGETS: 'true' },
      });
    const servers = [await startServer(), await startServer()] as [ServerProcess, ServerProcess];
    onTestFinished(async () => {
      for (const server of servers) await server.kill();
    });
    const pager = new Pager(await freePort(), random);
    const channel = { kind: 'WEBHOOK', name: 'pager', target: `http://127.0.0.1:${pager.port}/alerts` };
    const { addChannel } = await servers[0].ask<{ addChannel: { secret: string } }>(
      'mutation ($channel: ChannelInput!) { addChannel(channel: $channel) { secret } }',
      { channel },
    );
    pager.secret = addChannel.secret;
    await pager.start();
    onTestFinished(() => pager.kill());
    let isOver = false;
    onTestFinished(() => void (isOver = true));
    const hurrying = (async () => {
      while (!isOver) {
        await hurry(databaseUrl).catch(() => undefined);
        await pause(300);
      }
    })();

    let sent = 0;
    const sending = (async () => {
      for (let turn = 0; sent < candles.length; turn++, sent += BATCH)
        await sendStubbornly(servers[turn % 2 ? 1 : 0].url, SYMBOL, candles.slice(sent, sent + BATCH), BATCH);
    })();
    const killed = { servers: 0, database: 0, receiver: 0 };
    await atRandomInstants(
      { seed, blows: KILLS, total: candles.length },
      () => sent,
      async () => {
        const what = random.integer(3);
        if (what === 0) {
          killed.servers++;
          const which = random.integer(2) ? 1 : 0;
          const { port } = new URL(servers[which].url);
          await servers[which].kill();
          servers[which] = await startServer(port);
        } else if (what === 1) {
          killed.database++;
          while (!(await (random.integer(2) ? database.killPostmaster() : database.killBackend())))
            await pause(20);
        } else {
          killed.receiver++;
          await pager.kill();
          await pause(random.integer(500));
          await pager.start();
        }
      },
    );
    await sending;
    pager.isKind = true;
    const read = () => servers[1].ask<Told>(READ);
    const waiting = async () =>
      (await read().catch(() => ({ deliveries: [{ state: 'unknown' }] }))).deliveries.filter(
        ({ state }) => state !== 'DELIVERED',
      );
    await expect.poll(waiting, { timeout: 300_000, interval: 1_000 }).toEqual([]);
    isOver = true;
    await hurrying;

    const { incidents, deliveries } = await read();
    const { taken, all, uncertain } = pager;
    const doubled = taken.length - new Set(taken).size;
    const summaries = new Set(deliveries.flatMap(({ summaryId }) => summaryId ?? []));
    console.log(
      `${JSON.stringify(killed)} killed: ${incidents.length} incidents, ${deliveries.length} receipts, ${summaries.size} of them summaries; ${all.length} attempts arrived, ${doubled} ids were taken twice`,
    );
    expect(incidents.length).toBeGreaterThan(8);
    for (const { id, closedAt, deliveries: receipts } of incidents) {
      const kinds = receipts.map(({ kind }) => kind);
      const count = (one: string) => kinds.filter((kind) => kind === one).length;
      expect(kinds[0], id).toBe('INCIDENT_OPENED');
      expect(count('INCIDENT_OPENED'), id).toBe(1);
      expect(count('INCIDENT_CLOSED'), id).toBe(closedAt === null ? 0 : 1);
      for (const { id: own, kind, summaryId } of receipts) {
        expect(taken, `${id} ${kind}`).toContain(summaryId ?? own);
        // What is told in a summary was never told, nor perhaps told, with its own id.
        if (summaryId !== null) expect(uncertain.has(own), `${id} ${kind}`).toBe(false);
      }
    }
    // None with another id, and none of nothing.
    const arrived = new Map(all.map((message) => [message.id, message]));
    const known = new Set(deliveries.map(({ id }) => id));
    expect([...arrived.keys()].filter((id) => !known.has(id))).toEqual([]);
    const contents = [...arrived.values()].map(({ type, data }) => JSON.stringify([type, data]));
    expect(new Set(contents).size).toBe(contents.length);
    // A summary names exactly the messages whose receipts name it.
    for (const id of summaries) {
      const named = arrived.get(id)?.data.deliveries as { id: string }[];
      const members = deliveries.filter(({ summaryId }) => summaryId === id);
      expect(named.map((one) => one.id).sort()).toEqual(members.map((one) => one.id).sort());
    }
    // Told twice is only what was taken when somebody was killed before its answer could be stored.
    expect(doubled).toBeLessThanOrEqual(killed.servers + killed.database + killed.receiver);
    // In order within each incident, by the first time that each was taken; a summary keeps the order of its messages.
    const place = new Map([...taken].reverse().map((id, index, { length }) => [id, length - index]));
    for (const { deliveries: receipts } of incidents) {
      const places = receipts.map(({ id, summaryId }) => place.get(summaryId ?? id) ?? NaN);
      expect(places).toEqual([...places].sort((one, other) => one - other));
    }
    expect(pager.unverified).toBe(0);
  },
);

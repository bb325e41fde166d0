import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { Redis } from 'ioredis';
import { freePort } from '../../e2e/server-process.ts';
import { Daemon, until } from './daemon.ts';

const SLOTS = 16_384;
const MASTERS = 3;
const NODE_TIMEOUT_MS = 5_000;

interface RedisNode {
  port: number;
  busPort: number;
  daemon: Daemon;
  redis: Redis;
}

/** A Redis Cluster of three masters that share the slots, each with a replica. */
export class RedisNodes {
  readonly #nodes: RedisNode[] = [];

  /** Resolves when every node says that the cluster is well. */
  static async start(folder: string): Promise<RedisNodes> {
    const cluster = new RedisNodes();
    try {
      for (let index = 0; index < 2 * MASTERS; index++)
        cluster.#nodes.push(await startNode(join(folder, `redis-${index}`)));
      await cluster.#form();
      return cluster;
    } catch (error) {
      await cluster.dispose();
      throw error;
    }
  }

  /** For REDIS_URL: some nodes are enough, they tell of the others. */
  get addresses(): string {
    return this.#nodes.map(({ port }) => `redis://127.0.0.1:${port}`).join(',');
  }

  /** Kills the master that a channel lives on. */
  async killMasterOf(channel: string) {
    const { daemon } = await this.#masterOf(channel);
    await daemon.kill();
    return {
      untilTakenOver: () =>
        until('another master of Redis has taken over', () =>
          this.#masterOf(channel).then(
            (master) => master.daemon.isRunning,
            () => false,
          ),
        ),
      restore: async () => {
        daemon.restart();
        await this.untilWhole();
      },
    };
  }

  /** Moves the slot of a channel to another master, in the steps that Redis asks for. */
  async moveSlotOf(channel: string): Promise<void> {
    const source = await this.#masterOf(channel);
    const slot = String(await source.redis.cluster('KEYSLOT', channel));
    const masters = await this.#masters();
    const target = masters.find((node) => node !== source) as RedisNode;
    const [from, to] = await Promise.all([source, target].map(({ redis }) => redis.cluster('MYID')));
    await target.redis.call('CLUSTER', 'SETSLOT', slot, 'IMPORTING', String(from));
    await source.redis.call('CLUSTER', 'SETSLOT', slot, 'MIGRATING', String(to));
    for (const { redis } of [target, ...masters.filter((node) => node !== target)])
      await redis.call('CLUSTER', 'SETSLOT', slot, 'NODE', String(to));
  }

  /** Waits until every slot is served, as every node that runs sees it. */
  untilServed(): Promise<void> {
    return until('Redis serves every slot', async () => {
      const running = this.#nodes.filter(({ daemon }) => daemon.isRunning);
      const infos = await Promise.all(running.map(({ redis }) => redis.cluster('INFO').catch(() => '')));
      return infos.every(
        (info) =>
          /cluster_state:ok/.test(info) &&
          /cluster_slots_pfail:0\r/.test(info) &&
          /cluster_slots_fail:0\r/.test(info),
      );
    });
  }

  /** Waits until each master has a replica again. */
  untilWhole(): Promise<void> {
    return until('each master of Redis has a replica', async () => {
      await this.untilServed();
      const lines = await Promise.all(
        this.#nodes.map(({ redis }) => redis.info('replication').catch(() => '')),
      );
      return (
        lines.filter((text) => /role:master/.test(text) && /connected_slaves:[1-9]/.test(text)).length ===
        MASTERS
      );
    });
  }

  async dispose(): Promise<void> {
    for (const { redis } of this.#nodes) redis.disconnect();
    await Promise.all(this.#nodes.map(({ daemon }) => daemon.dispose()));
  }

  async #form(): Promise<void> {
    const [first] = this.#nodes;
    const edge = (part: number) => Math.floor((SLOTS * part) / MASTERS);
    for (const [index, { redis }] of this.#nodes.entries()) {
      if (index < MASTERS)
        await redis.call('CLUSTER', 'ADDSLOTSRANGE', String(edge(index)), String(edge(index + 1) - 1));
      await redis.call('CLUSTER', 'MEET', '127.0.0.1', String(first?.port), String(first?.busPort));
    }
    await this.untilServed();
    for (const [index, { redis }] of this.#nodes.entries()) {
      if (index < MASTERS) continue;
      const master = await this.#nodes[index - MASTERS]?.redis.cluster('MYID');
      // Who was met a moment ago may not be known to it yet.
      await until('a replica has found its master', () =>
        redis.call('CLUSTER', 'REPLICATE', String(master)).then(
          () => true,
          () => false,
        ),
      );
    }
    await this.untilWhole();
  }

  async #masters(): Promise<RedisNode[]> {
    const roles = await Promise.all(
      this.#nodes.map(({ redis }) => redis.info('replication').catch(() => '')),
    );
    return this.#nodes.filter((_, index) => /role:master/.test(roles[index] ?? ''));
  }

  async #masterOf(channel: string): Promise<RedisNode> {
    const [one] = await this.#masters();
    const slot = Number(await one?.redis.cluster('KEYSLOT', channel));
    const ranges = (await one?.redis.cluster('SLOTS')) ?? [];
    const [, , master] = ranges.find(([from, to]) => from <= slot && slot <= to) ?? [];
    const node = this.#nodes.find(({ port }) => port === master?.[1]);
    if (!node) throw new Error(`No master of Redis serves the channel ${channel}.`);
    return node;
  }
}

async function startNode(folder: string): Promise<RedisNode> {
  await mkdir(folder);
  const [port, busPort] = [await freePort(), await freePort()];
  const address = ['--bind', '127.0.0.1', '--port', port, '--cluster-port', busPort, '--dir', folder];
  const cluster = ['--cluster-enabled', 'yes', '--cluster-node-timeout', NODE_TIMEOUT_MS, '--save', ''];
  const daemon = new Daemon({
    ...{
      command: 'redis-server',
      args: [...address, ...cluster].map(String),
      logFile: join(folder, 'redis.log'),
    },
  });
  const redis = new Redis(port, '127.0.0.1', {
    maxRetriesPerRequest: 0,
    retryStrategy: () => 250,
    commandTimeout: 2_000,
  });
  // Nodes get killed; whoever asks one finds out.
  redis.on('error', () => undefined);
  await until('a node of Redis answers', () =>
    redis.ping().then(
      () => true,
      () => false,
    ),
  );
  return { port, busPort, daemon, redis };
}

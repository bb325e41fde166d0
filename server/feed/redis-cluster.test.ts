import { execFileSync, spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { createServer, type AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Redis } from 'ioredis';
import pino from 'pino';
import { afterAll, beforeAll, expect, it, vi } from 'vitest';
import { openRedisChannel } from './wake-channel.ts';
import type { WakeTopic } from './wake-topic.ts';

const SLOTS = 16_384;
const MASTERS = 3;
const nodes: { process: ChildProcess; redis: Redis; port: number; busPort: number }[] = [];
let folder: string;

const hasRedis = ((): boolean => {
  try {
    return execFileSync('redis-server', ['--version'], { encoding: 'utf8' }).includes('v=7');
  } catch {
    return false;
  }
})();

/** Three masters that share the slots. */
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'anomaly-detective-redis-cluster-'));
  if (!hasRedis) return;
  for (let node = 0; node < MASTERS; node++) nodes.push(await startNode(join(folder, String(node))));
  for (const [index, { redis }] of nodes.entries()) {
    const edge = (part: number) => Math.floor((SLOTS * part) / MASTERS);
    await redis.call('CLUSTER', 'ADDSLOTSRANGE', String(edge(index)), String(edge(index + 1) - 1));
    await redis.call('CLUSTER', 'MEET', '127.0.0.1', String(nodes[0]?.port), String(nodes[0]?.busPort));
  }
  for (const { redis } of nodes)
    await vi.waitUntil(async () => (await redis.cluster('INFO')).includes('cluster_state:ok'), {
      timeout: 60_000,
    });
});

afterAll(async () => {
  for (const { process, redis } of nodes) {
    redis.disconnect();
    const exited = once(process, 'exit');
    process.kill('SIGKILL');
    await exited;
  }
  await rm(folder, { recursive: true, force: true });
});

it('wake-ups go through all masters of a cluster, and go on when a slot has moved', async (context) => {
  if (!hasRedis)
    return context.skip('there is no redis-server 7 on this machine: install it to run this test');
  const woken = new Map<string, number>();
  const count = (topic: WakeTopic) => (names: string[]) => {
    for (const name of names.length > 0 ? names : [topic]) woken.set(name, (woken.get(name) ?? 0) + 1);
  };
  const onWake = {
    detections: count('detections'),
    incidents: count('incidents'),
    verdicts: count('verdicts'),
    watches: count('watches'),
  };
  const urls = nodes.map(({ port }) => `redis://127.0.0.1:${port}`) as [string, ...string[]];
  const log = pino({ level: 'silent' });
  const [one, other] = [openRedisChannel(urls, onWake, log), openRedisChannel(urls, onWake, log)];
  const series = Array.from({ length: 100 }, (_, index) => `kraken COIN${index}/USD 1h`);
  const untilWoken = async (names: string[]) => {
    woken.clear();
    const missing = () => names.filter((name) => (woken.get(name) ?? 0) < 2);
    await expect
      .poll(() => (one.publish('detections', missing()), missing()), { timeout: 60_000 })
      .toEqual([]);
  };
  await untilWoken(series);
  woken.clear();
  one.publish('watches', []);
  await expect.poll(() => woken.get('watches'), { timeout: 10_000 }).toBe(2);

  await moveSlots();
  await untilWoken(series);
  await Promise.all([one.dispose(), other.dispose()]);
});

/** The first master gives a quarter of its slots, and the channels in them, to the second one. */
async function moveSlots(): Promise<void> {
  const [from, to] = nodes;
  const id = await to?.redis.cluster('MYID');
  for (let slot = 0; slot < SLOTS / MASTERS / 4; slot++)
    for (const { redis } of [to, from, nodes[2]].flatMap((node) => node ?? []))
      await redis.call('CLUSTER', 'SETSLOT', String(slot), 'NODE', String(id));
}

async function startNode(dir: string) {
  await mkdir(dir);
  const [port, busPort] = [await freePort(), await freePort()];
  const options = ['--port', port, '--cluster-port', busPort, '--dir', dir, '--cluster-enabled', 'yes'];
  const rest = ['--bind', '127.0.0.1', '--save', '', '--cluster-node-timeout', '5000'];
  const process = spawn('redis-server', [...options, ...rest].map(String), {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  for await (const chunk of process.stdout ?? [])
    if (String(chunk).includes('Ready to accept connections')) break;
  process.stdout?.resume();
  return { process, port, busPort, redis: new Redis(port, '127.0.0.1') };
}

async function freePort(): Promise<number> {
  const probe = createServer().listen(0, '127.0.0.1');
  await once(probe, 'listening');
  const { port } = probe.address() as AddressInfo;
  probe.close();
  return port;
}

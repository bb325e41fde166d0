import { execFileSync, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import {
  chmodSync,
  chownSync,
  cpSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import pino from 'pino';
import { simulatedHours } from '../../e2e/fixtures.ts';
import { freePort } from '../../e2e/server-process.ts';
import { EmbeddedPostgres } from '../../server/database/embedded-postgres.ts';
import { buildImage, type Image } from './build-image.ts';
import { readCompose } from './compose.ts';
import { Sandbox, type ContainedProcess } from './sandbox.ts';

/**
 * `npm run container`: does without Docker what Dockerfile and compose.yaml say. Builds the image in folders, runs it
 * as its user on a read-only file system with Node as process 1, asks its health check, kills its PostgreSQL, stops it;
 * then starts the two servers of compose.yaml on one PostgreSQL and one Redis.
 */
const ROOT = fileURLToPath(new URL('../..', import.meta.url));
const NODE_USER = 1000;
const READY_MS = 180_000;
const TOKEN = 'a-token-of-24-characters';

function check(isTrue: boolean, what: string, detail = ''): void {
  if (!isTrue) throw new Error(`${what}: no. ${detail}`);
  console.log(`ok    ${what}`);
}

/** What Docker would be given. */
function copyContext(to: string): void {
  const ignored = readFileSync(join(ROOT, '.dockerignore'), 'utf8').split('\n').filter(Boolean);
  const files = execFileSync('git', ['ls-files', '-co', '--exclude-standard', '-z'], {
    cwd: ROOT,
    encoding: 'utf8',
  });
  for (const file of files.split('\0').filter(Boolean)) {
    if (!ignored.some((name) => file.startsWith(`${name}/`))) cpSync(join(ROOT, file), join(to, file));
  }
}

function start(image: Image, environment: Record<string, string>): ContainedProcess {
  const { sandbox, options, volumes, command } = image;
  return sandbox.spawn(command, {
    ...options,
    environment: { ...options.environment, ...environment },
    readOnlyBut: volumes,
  });
}

/** Asks as Docker does, with the image's own command in its own environment. */
async function untilHealthy(image: Image, environment: Record<string, string>, server: ContainedProcess) {
  const until = performance.now() + READY_MS;
  let isOver = false;
  void server.exited.then(() => (isOver = true));
  while (performance.now() < until && !isOver) {
    const probe = image.sandbox.spawn(image.healthCheck, {
      ...image.options,
      environment: { ...image.options.environment, ...environment },
      readOnlyBut: [],
    });
    if ((await probe.exited) === 0) return true;
    await pause(1_000);
  }
  return false;
}

/** The number on this machine of a PostgreSQL that runs below a folder. */
function postmasterBelow(folder: string): number {
  for (const pid of readdirSync('/proc').filter((name) => /^\d+$/.test(name))) {
    try {
      const root = execFileSync('readlink', [`/proc/${pid}/root`], { encoding: 'utf8' }).trim();
      const command = readFileSync(`/proc/${pid}/cmdline`, 'utf8');
      if (root === folder && /\/postgres\0-D\0/.test(command)) return Number(pid);
    } catch {
      // It has ended meanwhile.
    }
  }
  throw new Error(`No PostgreSQL runs in ${folder}`);
}

async function checkAlone(image: Image): Promise<void> {
  const environment = { PORT: String(await freePort()), REPLAY_RATE: '10', INGEST_TOKEN: TOKEN };
  const server = start(image, environment);
  try {
    check(await untilHealthy(image, environment, server), 'the image alone becomes healthy', server.output);
    const status = readFileSync(`/proc/${server.pid}/status`, 'utf8');
    check(new RegExp(`^Uid:\\t${NODE_USER}\\t`, 'm').test(status), 'it runs as node, not as root');
    check(/^NSpid:.*\t1$/m.test(status), 'Node is process 1');
    process.kill(postmasterBelow(image.sandbox.root), 'SIGKILL');
    check(
      await untilHealthy(image, environment, server),
      'its PostgreSQL comes back after kill -9',
      server.output,
    );
    const began = performance.now();
    const code = await server.stop();
    check(
      code === 0,
      `SIGTERM ends it with 0, in ${Math.round(performance.now() - began)} ms`,
      server.output,
    );
  } finally {
    await server.kill();
  }
}

async function startRedis(port: number) {
  if (spawnSync('redis-server', ['--version']).status !== 0) {
    console.log('skip  no redis-server on this machine: the two servers run without wake-ups');
    return undefined;
  }
  const redis = spawn('redis-server', ['--port', String(port), '--save', '', '--appendonly', 'no'], {
    stdio: 'ignore',
  });
  return async () => {
    const exited = once(redis, 'exit');
    redis.kill('SIGTERM');
    await exited;
  };
}

async function ask<Data>(port: string, query: string, variables: object): Promise<Data> {
  const response = await fetch(`http://127.0.0.1:${port}/graphql`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', authorization: `Bearer ${TOKEN}` },
    body: JSON.stringify({ query, variables }),
  });
  const { data, errors } = (await response.json()) as { data: Data; errors?: unknown };
  if (errors) throw new Error(JSON.stringify(errors));
  return data;
}

async function checkCompose(image: Image, folder: string): Promise<void> {
  const services = readCompose(readFileSync(join(ROOT, 'compose.yaml'), 'utf8'), {
    POSTGRES_PASSWORD: 'secret',
    INGEST_TOKEN: TOKEN,
  });
  const postgres = await EmbeddedPostgres.start(join(folder, 'postgres'), pino({ level: 'silent' }));
  const redisPort = await freePort();
  const stopRedis = await startRedis(redisPort);
  const running: { server: ContainedProcess; environment: Record<string, string> }[] = [];
  try {
    const databaseUrl = await postgres.database('candles');
    for (const name of ['server-1', 'server-2']) {
      const { environment = {}, read_only } = services[name] ?? {};
      check(read_only === true, `${name} has a read-only file system`);
      // What Docker's network would resolve, and what it would keep apart.
      const places = { DATABASE_URL: databaseUrl, REDIS_URL: `redis://127.0.0.1:${redisPort}` };
      const local = { ...environment, ...places, PORT: String(await freePort()) };
      running.push({ server: start({ ...image, volumes: [] }, local), environment: local });
    }
    for (const { server, environment } of running) {
      check(await untilHealthy(image, environment, server), 'a server of two becomes healthy', server.output);
    }
    const [first, second] = running.map(({ environment }) => environment.PORT ?? '');
    const candles = simulatedHours(50).map((candle) => ({
      ...candle,
      openTime: new Date(candle.openTime).toISOString(),
    }));
    await ask(
      first ?? '',
      'mutation ($candles: [CandleInput!]!) { predictAnomalies(candles: $candles) { id } }',
      { candles },
    );
    const { series } = await ask<{ series: { candleCount: number }[] }>(
      second ?? '',
      '{ series { candleCount } }',
      {},
    );
    check(series[0]?.candleCount === candles.length, 'what one server stored, the other one has');
    for (const { server } of running)
      check((await server.stop()) === 0, 'SIGTERM ends it with 0', server.output);
  } finally {
    for (const { server } of running) await server.kill();
    await stopRedis?.();
    await postgres.dispose();
  }
}

if (!Sandbox.isPossible()) {
  console.log('skip  this takes root on Linux (unshare --mount --pid): nothing was checked');
} else {
  const folder = mkdtempSync(join(tmpdir(), 'anomaly-detective-container-'));
  chmodSync(folder, 0o755);
  try {
    const context = join(folder, 'context');
    mkdirSync(context);
    copyContext(context);
    const image = await buildImage(context, folder);
    for (const volume of image.volumes) chownSync(join(image.sandbox.root, volume), NODE_USER, NODE_USER);
    await checkAlone(image);
    await checkCompose(image, folder);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

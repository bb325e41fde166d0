import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { simulate } from '@detective/data';
import { WebSocket } from 'ws';
import { temporaryFolder } from '../e2e/fixtures.ts';
import { freePort } from '../e2e/server-process.ts';

/**
 * Measures how long after the answer of a mutation its detection is at each of many subscribers of one series, beside a
 * bare program that writes as many bytes to as many sockets:
 * `npx tsx bench/fan-out.ts [--subscribers 1000] [--rate 5] [--seconds 10] [--other FOLDER]`. With another checkout of
 * this project, its server is measured in the same run.
 */
const { values } = parseArgs({
  options: {
    subscribers: { type: 'string', default: '1000' },
    rate: { type: 'string', default: '5' },
    seconds: { type: 'string', default: '10' },
    other: { type: 'string' },
  },
});
const SUBSCRIBERS = Number(values.subscribers);
const PERIOD_MS = 1_000 / Number(values.rate);
const EVENTS = Math.ceil(Number(values.rate) * Number(values.seconds));
const HERE = fileURLToPath(new URL('..', import.meta.url));
const FIELDS =
  'id status forecastHigh upperLimit lowerLimit anomalyScore isAnomaly candle { openTime high close }';
const QUERY = `subscription { detections(symbol: "MANY/USD", mustExist: false) { ${FIELDS} } }`;
const MUTATION = 'mutation ($candle: CandleInput!) { predictAnomaly(candle: $candle) { id } }';
const hours = [...simulate({ seed: 1, interval: '1h', from: Date.UTC(2020, 0, 1), count: EVENTS + 1 })];

interface Measured {
  p50: number;
  p99: number;
  /** Processor time of the server for each message, in microseconds: it does not depend on who else is busy. */
  cpu: number;
  bytes: number;
}

function start(folder: string, args: string[], settings: Record<string, string>) {
  const child = spawn(process.execPath, ['--import', 'tsx', ...args], {
    cwd: folder,
    env: { ...process.env, ...settings },
    stdio: ['ignore', 'ignore', 'inherit'],
  });
  const exited = once(child, 'exit');
  return async () => {
    child.kill('SIGTERM');
    await exited;
  };
}

async function untilReady(url: string): Promise<void> {
  while (
    !(await fetch(url).then(
      ({ ok }) => ok,
      () => false,
    ))
  )
    await pause(100);
}

const pause = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));

async function openSockets(
  url: string,
  onMessage: (data: Buffer) => void,
  protocol: string[],
): Promise<WebSocket[]> {
  const sockets: WebSocket[] = [];
  while (sockets.length < SUBSCRIBERS) {
    const some = Array.from(
      { length: Math.min(50, SUBSCRIBERS - sockets.length) },
      () => new WebSocket(url, protocol),
    );
    await Promise.all(some.map((socket) => once(socket, 'open')));
    for (const socket of some) socket.on('message', onMessage);
    sockets.push(...some);
  }
  return sockets;
}

/** Sends at a steady rate, and waits after each for what every socket gets. */
async function measure(
  url: string,
  protocol: string[],
  send: (index: number) => Promise<unknown>,
  cpuSeconds: () => Promise<number>,
): Promise<Measured> {
  let cpuBefore = 0;
  const delays: number[] = [];
  let arrived: number[] = [];
  let bytes = 0;
  let onAll: () => void = () => undefined;
  const sockets = await openSockets(
    url,
    (data) => {
      if (data.length < 100) return;
      bytes = data.length;
      arrived.push(performance.now());
      if (arrived.length === SUBSCRIBERS) onAll();
    },
    protocol,
  );
  if (protocol.length > 0) await subscribe(sockets);
  for (let index = 0; index <= EVENTS; index++) {
    if (index === 1) cpuBefore = await cpuSeconds();
    arrived = [];
    const all = new Promise<void>((resolve) => (onAll = resolve));
    const began = performance.now();
    await send(index);
    const answered = performance.now();
    await all;
    // The first one pays for what is compiled and planned once.
    if (index > 0) delays.push(...arrived.map((at) => Math.max(0, at - answered)));
    await pause(Math.max(0, PERIOD_MS - (performance.now() - began)));
  }
  const cpu = ((await cpuSeconds()) - cpuBefore) * (1_000_000 / (EVENTS * SUBSCRIBERS));
  for (const socket of sockets) socket.terminate();
  delays.sort((one, other) => one - other);
  const quantile = (share: number) => delays[Math.floor(share * (delays.length - 1))] ?? NaN;
  return { p50: quantile(0.5), p99: quantile(0.99), cpu, bytes };
}

async function subscribe(sockets: WebSocket[]): Promise<void> {
  for (const [index, socket] of sockets.entries()) {
    socket.send('{"type":"connection_init"}');
    await once(socket, 'message');
    socket.send(JSON.stringify({ id: `subscriber-${index}`, type: 'subscribe', payload: { query: QUERY } }));
  }
}

async function measureServer(folder: string): Promise<Measured> {
  const data = await temporaryFolder();
  const port = await freePort();
  const url = `http://127.0.0.1:${port}`;
  const stop = start(folder, ['server/main.ts'], {
    PORT: String(port),
    REPLAY_RATE: 'off',
    DATA_DIR: join(data.path, 'data'),
    RATE_LIMIT: '1000000',
    CONNECTIONS_PER_ADDRESS: '20000',
    LOG_LEVEL: 'warn',
  });
  try {
    await untilReady(`${url}/health`);
    const send = async (index: number) => {
      if (index === 0) await untilSubscribed(url);
      const hour = hours[index];
      const candle = { ...hour, openTime: new Date(hour?.openTime ?? 0), symbol: 'MANY/USD', interval: '1h' };
      const response = await post(`${url}/graphql`, { query: MUTATION, variables: { candle } });
      if (!response.includes('MANY/USD')) throw new Error(response);
    };
    const cpu = () => figure(url, 'process_cpu_seconds_total');
    return await measure(`${url.replace('http', 'ws')}/graphql`, ['graphql-transport-ws'], send, cpu);
  } finally {
    await stop();
    await data.dispose();
  }
}

async function untilSubscribed(url: string): Promise<void> {
  while ((await figure(url, 'detective_subscribers')) < SUBSCRIBERS) await pause(100);
  await pause(500);
}

async function figure(url: string, name: string): Promise<number> {
  const text = await (await fetch(`${url}/metrics`)).text();
  return Number(new RegExp(`^${name} (\\S+)`, 'm').exec(text)?.[1]);
}

const post = async (url: string, body: object) =>
  (
    await fetch(url, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(body),
    })
  ).text();

async function measureBare(bytes: number): Promise<Measured> {
  const port = await freePort();
  const url = `http://127.0.0.1:${port}`;
  const stop = start(HERE, ['bench/bare-sockets.ts', String(port), String(bytes)], {});
  try {
    await untilReady(url);
    const cpu = async () => Number(await (await fetch(`${url}/cpu`)).text());
    return await measure(url.replace('http', 'ws'), [], () => post(url, {}), cpu);
  } finally {
    await stop();
  }
}

const results: Record<string, Measured> = {};
const ours = (results['this server'] = await measureServer(HERE));
if (values.other) results['the other server'] = await measureServer(values.other);
const bare = (results['bare program'] = await measureBare(ours.bytes));
console.log(
  `${SUBSCRIBERS} subscribers of one series, ${values.rate} candles a second, ${EVENTS} of them, ${ours.bytes} bytes each`,
);
console.log(
  `${''.padEnd(18)}${['p50', 'p99', 'p99 / bare', 'CPU / message'].map((title) => title.padStart(15)).join('')}`,
);
for (const [name, { p50, p99, cpu }] of Object.entries(results)) {
  const cells = [
    `${p50.toFixed(1)} ms`,
    `${p99.toFixed(1)} ms`,
    `${(p99 / bare.p99).toFixed(1)} ×`,
    `${cpu.toFixed(0)} µs`,
  ];
  console.log(`${name.padEnd(18)}${cells.map((cell) => cell.padStart(15)).join('')}`);
}

import { setTimeout as pause } from 'node:timers/promises';
import type { Ohlcv } from '@detective/data';
import type { ServerProcess } from '../../e2e/server-process.ts';
import { RawSubscriber } from '../../e2e/trust/raw-subscriber.ts';
import { figure } from '../serving.ts';
import { RawAnswer } from './raw-answer.ts';

/** Longer than it takes until a client that reads nothing is dropped, also while the database is away for a while. */
const LONGEST_STALL_MS = 600_000;
/** A connection on which nothing of an answer is read is dropped after half a minute. */
const UNREAD_ANSWER_MS = 60_000;
const LOOK_EVERY_MS = 1_000;
const BEFORE_ALL = '2000-01-01T00:00:00.000Z';
/** Asked for again and again, so that an answer is far more than what the network takes off a server. */
const CANDLE = 'candle { exchange symbol interval openTime open high low close volume }';
const aliases = (count: number, field: string) =>
  Array.from({ length: count }, (_, index) => `a${index}: ${field}`).join(' ');
/** A subscriber that reads slowly rests so long after so many detections: some megabyte a second. */
const SLOW_MESSAGES = 200;
const SLOW_PAUSE_MS = 300;

export interface SlowReading {
  /** How often each kind came to its right end: dropped if it read nothing, served whole if it read slowly. */
  counts: Record<string, number>;
  faults: string[];
}

interface Target {
  server: ServerProcess;
  /** Of a series that is far longer than what the network takes off a server. */
  symbol: string;
  candles: readonly Ohlcv[];
  signal: AbortSignal;
}

/** What went wrong, if anything. */
type Outcome = string | undefined;
const AGAIN = 'there was nothing to read';

const READERS: Record<string, (target: Target) => Promise<Outcome>> = {
  'subscriber that reads nothing, dropped': (target) => stalledSubscriber(target),
  'subscriber that reads slowly, served whole': (target) => slowSubscriber(target),
  'answer that is not read, dropped': (target) => stalledAnswer(target, historyRequest(target.symbol)),
  'playground that is not read, dropped': (target) =>
    playgroundScript(target.server).then((request) => stalledAnswer(target, request)),
  'answer that is read slowly, served whole': (target) => slowAnswer(target, historyRequest(target.symbol)),
};

/** Reads slowly and not at all, in each way without end, until it is told to stop. */
export async function readSlowly(target: Target): Promise<SlowReading> {
  const counts = Object.fromEntries(Object.keys(READERS).map((name) => [name, 0]));
  const result: SlowReading = { counts, faults: [] };
  const readers = Object.entries(READERS).map(async ([name, reader]) => {
    while (!target.signal.aborted) {
      const fault = await reader(target).catch((error: unknown) => String(error));
      if (target.signal.aborted) return;
      if (fault === undefined) result.counts[name] = (result.counts[name] ?? 0) + 1;
      // A client that is held up by this machine, as all others here, comes to speak too late.
      else if (fault !== AGAIN && !fault.includes('4408')) result.faults.push(`${name}: ${fault}`);
      await pause(LOOK_EVERY_MS, undefined, { signal: target.signal }).catch(() => undefined);
    }
  });
  await Promise.all(readers);
  return result;
}

async function stalledSubscriber({ server, symbol, candles, signal }: Target): Promise<Outcome> {
  const droppedBefore = await dropped(server, signal);
  const subscriber = await new RawSubscriber(server.url).connect();
  let isStalled = true;
  subscriber.subscribe(symbol, BEFORE_ALL, aliases(14, CANDLE), () => {
    if (isStalled) subscriber.socket.pause();
  });
  const isCounted = async () => (await dropped(server, signal)) > droppedBefore;
  const wasCounted = await until(isCounted, signal);
  const whole = untilReceived(subscriber, candles.length);
  isStalled = false;
  subscriber.socket.resume();
  const end = await Promise.race([whole, subscriber.closed(), untilAborted(signal, whole)]);
  subscriber.socket.terminate();
  if (signal.aborted || end === 'over') return undefined;
  if (end === undefined) return 'was served whole';
  // Told why where it looks in time, cut off where not.
  if (end.code !== 4410 && end.code !== 1006) return `was closed with ${end.code}`;
  return wasCounted ? undefined : 'was dropped and not counted';
}

async function slowSubscriber({ server, symbol, candles, signal }: Target): Promise<Outcome> {
  const subscriber = await new RawSubscriber(server.url).connect();
  const { socket } = subscriber;
  let wrong = 0;
  const whole = new Promise<void>((resolve) => {
    subscriber.subscribe(symbol, BEFORE_ALL, aliases(14, CANDLE), (openTime) => {
      const { received } = subscriber;
      if (Date.parse(openTime) !== candles[received - 1]?.openTime) wrong++;
      if (received >= candles.length) resolve();
      else if (received % SLOW_MESSAGES === 0) {
        socket.pause();
        setTimeout(() => socket.resume(), SLOW_PAUSE_MS);
      }
    });
  });
  const end = await Promise.race([whole, subscriber.closed(), untilAborted(signal, whole)]);
  socket.terminate();
  if (end !== undefined && end !== 'over')
    return `was closed with ${end.code} after ${subscriber.received} detections`;
  return wrong > 0 ? `had ${wrong} detections at the wrong place` : undefined;
}

/** Resolves when a subscriber has so many results. */
function untilReceived(subscriber: RawSubscriber, count: number): Promise<void> {
  return new Promise((resolve) => {
    subscriber.socket.on('message', () => {
      if (subscriber.received >= count) resolve();
    });
  });
}

/** Resolves when the run is over, and keeps no listener when the work is done before. */
function untilAborted(signal: AbortSignal, work: Promise<void>): Promise<'over'> {
  return new Promise((resolve) => {
    const over = () => resolve('over');
    signal.addEventListener('abort', over, { once: true });
    void work.then(() => signal.removeEventListener('abort', over));
  });
}

async function stalledAnswer({ server, signal }: Target, request: string): Promise<Outcome> {
  const answer = new RawAnswer(server.url, request);
  // At once: in a moment all of it would be here.
  answer.socket.once('data', () => answer.socket.pause());
  await until(async () => answer.bytes > 0 || answer.isClosed, signal);
  await pause(UNREAD_ANSWER_MS, undefined, { signal }).catch(() => undefined);
  answer.socket.resume();
  await until(async () => answer.isClosed || answer.isWhole, signal);
  answer.socket.destroy();
  if (!answer.isLarge) return AGAIN;
  return answer.isWhole ? 'was served whole' : undefined;
}

async function slowAnswer({ server, signal }: Target, request: string): Promise<Outcome> {
  const answer = new RawAnswer(server.url, request);
  answer.socket.on('data', () => {
    answer.socket.pause();
    setTimeout(() => answer.socket.resume(), 50);
  });
  await until(async () => answer.isClosed || answer.isWhole, signal);
  answer.socket.destroy();
  if (!answer.isLarge) return AGAIN;
  return answer.isWhole ? undefined : `ended after ${answer.bytes} bytes`;
}

/** The largest file of the server, uncompressed. */
async function playgroundScript({ url }: ServerProcess): Promise<string> {
  const page = await (await fetch(`${url}/playground`)).text();
  const path = /<script src="([^"]+)"/.exec(page)?.[1] ?? '';
  return `GET ${path} HTTP/1.1\r\nHost: localhost\r\n\r\n`;
}

/** Says whether it has become so; not if the run or the patience ended before. */
async function until(isSo: () => Promise<boolean>, signal: AbortSignal): Promise<boolean> {
  const end = performance.now() + LONGEST_STALL_MS;
  while (!signal.aborted && performance.now() < end) {
    if (await isSo()) return true;
    await pause(LOOK_EVERY_MS, undefined, { signal }).catch(() => undefined);
  }
  return false;
}

/** Subscribers that the server has dropped until now; it does not tell while its database is away. */
async function dropped(server: ServerProcess, signal: AbortSignal): Promise<number> {
  let count = NaN;
  await until(async () => {
    count = await figure(server, 'detective_subscribers_dropped_total');
    return !Number.isNaN(count);
  }, signal);
  return count;
}

function historyRequest(symbol: string): string {
  const page = `detections(symbol: "${symbol}", limit: 1000) { id status forecastHigh forecastLow ${CANDLE} }`;
  const body = JSON.stringify({ query: `{ ${aliases(15, page)} }` });
  return `POST /graphql HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\nContent-Length: ${body.length}\r\n\r\n${body}`;
}

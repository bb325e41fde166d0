import { randomUUID } from 'node:crypto';
import type { Ohlcv } from '@detective/data';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createDatabase } from '../../server/testing/test-database.ts';
import { simulatedHours } from '../fixtures.ts';
import { freePort, ServerProcess } from '../server-process.ts';
import { send } from './candle-sender.ts';
import { expectSameRows, rowsOf, storedRows } from './stored-rows.ts';
import { cut, portOf, TcpProxy, type Gate, type ProxiedConnection } from './tcp-proxy.ts';

const HOURS = simulatedHours(160);
/** A statement that commits by itself, by its name. */
const WHOLE = 'INSERT INTO "candle" if nothing else was';
const INSERT = 'INSERT INTO "candle"';
/** How PostgreSQL's protocol writes the statement: kind, length, text. */
const COMMIT = Buffer.from('Q\0\0\0\x0bCOMMIT\0', 'latin1');

let databaseUrl: string;
let toPostgres: TcpProxy;
let server: ServerProcess;
let toServer: TcpProxy;
beforeAll(async () => {
  databaseUrl = await createDatabase();
  toPostgres = await TcpProxy.start(portOf(databaseUrl));
  server = await ServerProcess.start({
    PORT: String(await freePort()),
    REPLAY_RATE: 'off',
    DATABASE_URL: toPostgres.through(databaseUrl),
  });
  toServer = await TcpProxy.start(portOf(server.url));
  for (let start = 0; start < HOURS.length; start += 40) {
    await send(server.url, 'WHOLE', HOURS.slice(start, start + 40));
  }
});
afterAll(async () => {
  await server.stop();
  await toServer.goAway();
  await toPostgres.goAway();
});

async function expectStoredLikeUninterrupted(symbol: string): Promise<void> {
  const rows = await storedRows(databaseUrl);
  expectSameRows(rowsOf(rows, symbol), rowsOf(rows, 'WHOLE'));
}

/** Batches of different sizes, single candles among them. */
function* batches(): Generator<Ohlcv[]> {
  for (let start = 0, size = 1; start < HOURS.length; start += size, size = size === 1 ? 25 : 1) {
    yield HOURS.slice(start, start + size);
  }
}

describe('when the connection between client and server is cut before the answer arrives', () => {
  it('sending the candles again gives the judgement that was stored the first time', async () => {
    const dropAnswer: Gate = {
      onAnswer(_chunk, connection) {
        cut(connection);
        return false;
      },
    };
    const url = toServer.through(server.url);
    for (const batch of batches()) {
      toServer.gate = dropAnswer;
      await expect(send(url, 'CUT/CLIENT', batch)).rejects.toThrow('fetch failed');
      toServer.gate = {};
      const askedAgain = new Date().toISOString();
      const again = await send(url, 'CUT/CLIENT', batch);
      expect(again.data?.predictAnomalies).toHaveLength(batch.length);
      for (const { detectedAt } of again.data?.predictAnomalies ?? [])
        expect(detectedAt <= askedAgain).toBe(true);
    }
    await expectStoredLikeUninterrupted('CUT/CLIENT');
  });
});

/** Lets the next commit of candles, or one after it, fail in one of three ways; says whether it has. */
function failNextCommit(moment: keyof typeof MOMENTS, spared = 0) {
  const failure = { hasHappened: false };
  // The server asks PostgreSQL for other things meanwhile, on other connections.
  const withCandles = new Set<ProxiedConnection>();
  let committing: ProxiedConnection | undefined;
  let left = spared;
  toPostgres.gate = {
    onRequest(chunk, connection) {
      if (chunk.includes(INSERT) && !chunk.includes(WHOLE)) withCandles.add(connection);
      if (failure.hasHappened) return true;
      if (!chunk.includes(WHOLE) && !(chunk.includes(COMMIT) && withCandles.delete(connection))) return true;
      if (left-- > 0) return true;
      committing = connection;
      if (moment === 'afterwards') return true;
      failure.hasHappened = true;
      if (moment === 'meanwhile') {
        connection.upstream.end(chunk);
        connection.client.destroy();
      } else cut(connection);
      return false;
    },
    onAnswer(_chunk, connection) {
      if (connection !== committing || failure.hasHappened) return true;
      failure.hasHappened = true;
      cut(connection);
      return false;
    },
  };
  return failure;
}

const MOMENTS = {
  before: 'before the commit reaches PostgreSQL',
  meanwhile: 'while the commit is on its way',
  afterwards: 'after it was done and before its answer returns',
};

describe('when the connection between server and PostgreSQL is cut', () => {
  it.each(Object.entries(MOMENTS))('%s: %s, the candles can be sent again', async (moment) => {
    const symbol = `CUT/${moment}/${randomUUID().slice(0, 8)}`;
    for (const batch of batches()) {
      const failure = failNextCommit(moment as keyof typeof MOMENTS);
      const first = await send(server.url, symbol, batch);
      expect(failure.hasHappened, 'a commit was cut').toBe(true);
      expect(first.errors?.[0]?.extensions.code).toBe('SERVICE_UNAVAILABLE');
      const askedAgain = new Date().toISOString();
      const again = await send(server.url, symbol, batch);
      expect(again.errors).toBeUndefined();
      if (moment !== 'afterwards') continue;
      for (const { detectedAt } of again.data?.predictAnomalies ?? [])
        expect(detectedAt <= askedAgain, 'judged the first time').toBe(true);
    }
    toPostgres.gate = {};
    await expectStoredLikeUninterrupted(symbol);
  });

  it('requests that shared the transaction are judged one by one, without being sent again', async () => {
    const symbols = Array.from({ length: 8 }, () => `CUT/SHARED/${randomUUID().slice(0, 8)}`);
    // The first to arrive has a transaction for itself, in which the others wait for the next.
    const failure = failNextCommit('afterwards', 1);
    const answers = await Promise.all(symbols.map((symbol) => send(server.url, symbol, HOURS)));
    toPostgres.gate = {};
    expect(failure.hasHappened, 'a commit was cut').toBe(true);
    const unanswered = symbols.filter((_symbol, index) => answers[index]?.errors);
    expect(unanswered.length).toBeLessThanOrEqual(1);
    for (const symbol of unanswered) await send(server.url, symbol, HOURS);
    for (const symbol of symbols) await expectStoredLikeUninterrupted(symbol);
  });
});

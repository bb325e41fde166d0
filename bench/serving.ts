import { join } from 'node:path';
import type { Interval, Ohlcv } from '@detective/data';
import { temporaryFolder } from '../e2e/fixtures.ts';
import { CandleSender } from '../server/candle-sender/candle-sender.ts';
import { freePort, ServerProcess } from '../e2e/server-process.ts';

/** A server as its users start it, with a database of its own that is gone afterwards. */
export async function startServing() {
  const folder = await temporaryFolder();
  const server = await ServerProcess.start({
    PORT: String(await freePort()),
    REPLAY_RATE: 'off',
    DATA_DIR: join(folder.path, 'data'),
    RATE_LIMIT: '1000000',
    LOG_LEVEL: 'warn',
  });
  return {
    server,
    async dispose() {
      await server.stop();
      await folder.dispose();
    },
  };
}

/** Sends candles in one mutation, until its answer proves that all of them are stored. */
export async function sendCandles(
  server: ServerProcess,
  symbol: string,
  interval: Interval,
  candles: Ohlcv[],
): Promise<void> {
  const sender = new CandleSender({
    url: `${server.url}/graphql`,
    signal: new AbortController().signal,
    onWaiting: console.error,
  });
  await sender.send({ exchange: '', symbol, interval }, candles);
}

/** A figure that the server tells Prometheus. */
export async function figure(server: ServerProcess, name: string): Promise<number> {
  const text = await (await fetch(`${server.url}/metrics`)).text();
  const line = text.split('\n').find((candidate) => candidate.startsWith(`${name} `));
  return Number(line?.split(' ')[1]);
}

import { join } from 'node:path';
import type { Interval, Ohlcv } from '@detective/data';
import { temporaryFolder } from '../e2e/fixtures.ts';
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

/** Sends candles in one mutation; throws unless all of them were judged. */
export async function sendCandles(
  server: ServerProcess,
  symbol: string,
  interval: Interval,
  candles: Ohlcv[],
): Promise<void> {
  const inputs = candles.map((candle) => ({
    ...candle,
    symbol,
    interval,
    openTime: new Date(candle.openTime).toISOString(),
  }));
  const [candle] = inputs;
  if (inputs.length === 1) {
    await server.ask('mutation ($candle: CandleInput!) { predictAnomaly(candle: $candle) { id } }', {
      candle,
    });
  } else {
    await server.ask('mutation ($candles: [CandleInput!]!) { predictAnomalies(candles: $candles) { id } }', {
      candles: inputs,
    });
  }
}

/** A figure that the server tells Prometheus. */
export async function figure(server: ServerProcess, name: string): Promise<number> {
  const text = await (await fetch(`${server.url}/metrics`)).text();
  const line = text.split('\n').find((candidate) => candidate.startsWith(`${name} `));
  return Number(line?.split(' ')[1]);
}

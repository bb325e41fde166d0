import { simulate, type Ohlcv } from '@detective/data';
import { sendCandles, startServing } from './serving.ts';

/**
 * Measures how many candles a second a server judges and stores: `npx tsx bench/ingest.ts [candles]`. Says it as a
 * multiple of one client that sends one candle at a time, because the machine decides the rest.
 */
const count = Number(process.argv[2] ?? 4_000);
const CLIENTS = 8;
const hours: Ohlcv[] = [...simulate({ seed: 1, interval: '1h', from: Date.UTC(2018, 0, 1), count })];

const { server, dispose } = await startServing();

/** One client that sends everything it has, so many candles at a time. */
async function run(symbol: string, candles: Ohlcv[], atOnce: number): Promise<number> {
  for (let start = 0; start < candles.length; start += atOnce) {
    await sendCandles(server, symbol, '1h', candles.slice(start, start + atOnce));
  }
  return candles.length;
}

async function measure(title: string, work: () => Promise<number>, single?: number): Promise<number> {
  const began = performance.now();
  const rate = (await work()) / ((performance.now() - began) / 1_000);
  const ratio = single === undefined ? '' : `  ${(rate / single).toFixed(1)} times as many`;
  console.log(`${title.padEnd(46)}${String(Math.round(rate)).padStart(7)} candles a second${ratio}`);
  return rate;
}

/** So many clients at the same time, each with a series of its own. */
async function together(prefix: string, candles: Ohlcv[], atOnce: number): Promise<number> {
  const counts = await Promise.all(
    Array.from({ length: CLIENTS }, (_, index) => run(`${prefix}/${index}`, candles, atOnce)),
  );
  return counts.reduce((sum, judged) => sum + judged, 0);
}

// The first hundreds run before the compiler has seen what matters.
await run('WARM', hours.slice(0, 500), 1);
const some = hours.slice(0, Math.ceil(count / 4));
const single = await measure('one client, one candle at a time', () => run('SINGLE', some, 1));
await measure('one client, 1,000 candles at a time', () => run('BATCH', hours, 1_000), single);
await measure(`${CLIENTS} clients, one candle at a time`, () => together('EIGHT', some, 1), single);
await measure(`${CLIENTS} clients, 1,000 candles at a time`, () => together('EIGHTB', hours, 1_000), single);
await measure('one client, candles that are stored already', () => run('SINGLE', some, 1), single);
await dispose();

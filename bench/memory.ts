import { simulate, type Ohlcv } from '@detective/data';
import { createClient } from 'graphql-ws';
import { WebSocket } from 'ws';
import { figure, sendCandles, startServing } from './serving.ts';

/**
 * Drives a server with candles as fast as it takes them, one subscriber following, and prints its memory on the way:
 * `npx tsx bench/memory.ts [candles]`. Memory is flat when the second half of the way costs nothing.
 */
const count = Number(process.argv[2] ?? 200_000);
const STEP = Math.ceil(count / 20);
const MEGABYTE = 1024 * 1024;
const SERIES = { symbol: 'BENCH/USD', interval: '15m' } as const;

const { server, dispose } = await startServing();
let received = 0;
const client = createClient({ url: `${server.url.replace('http', 'ws')}/graphql`, webSocketImpl: WebSocket });
client.subscribe(
  {
    query: `subscription { detections(symbol: "${SERIES.symbol}", interval: "${SERIES.interval}", after: "2010-01-01T00:00:00Z") { id } }`,
  },
  { next: () => received++, error: console.error, complete: () => undefined },
);

const resident: number[] = [];
async function report(sent: number): Promise<void> {
  const [rss, heap] = await Promise.all([
    figure(server, 'process_resident_memory_bytes'),
    figure(server, 'nodejs_heap_size_used_bytes'),
  ]);
  resident.push(rss / MEGABYTE);
  const columns = [sent, received, Math.round(rss / MEGABYTE), Math.round(heap / MEGABYTE)];
  console.log(columns.map((value) => String(value).padStart(10)).join(''));
}

console.log(['candles', 'received', 'RSS MB', 'heap MB'].map((title) => title.padStart(10)).join(''));
await report(0);
let batch: Ohlcv[] = [];
let sent = 0;
for (const candle of simulate({ seed: 1, interval: SERIES.interval, from: Date.UTC(2015, 0, 1), count })) {
  batch.push(candle);
  if (batch.length < 1_000 && sent + batch.length < count) continue;
  await sendCandles(server, SERIES.symbol, SERIES.interval, batch);
  sent += batch.length;
  batch = [];
  if (sent % STEP < 1_000) await report(sent);
}
const mean = (values: number[]) => values.reduce((sum, value) => sum + value, 0) / values.length;
const later = resident.slice(Math.ceil(resident.length / 2));
const half = Math.floor(later.length / 2);
console.log(
  `\nThird quarter ${Math.round(mean(later.slice(0, half)))} MB, last quarter ${Math.round(mean(later.slice(half)))} MB on average`,
);
await client.dispose();
await dispose();

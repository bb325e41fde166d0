import { createReadStream, createWriteStream } from 'node:fs';
import { mkdtemp, rm, stat } from 'node:fs/promises';
import { cpus, tmpdir } from 'node:os';
import { join } from 'node:path';
import { once } from 'node:events';
import { parse } from 'csv-parse';
import { openCandleFile, simulate } from '@detective/data';
import type { CompleteOhlcv } from '@detective/data';

/**
 * Measures reading: `npx tsx bench/files.ts [rows of the long file]`. Each file is read by csv-parse alone, which only
 * counts rows, and by the reader of candles, which checks everything and hands on each candle. Seconds are those of the
 * processor, which other work on the machine does not change; memory is the most that the process held until then.
 */
const LONG = Number(process.argv[2] ?? 1_000_000);
const ROUNDS = 3;

const header = 'unix,open,high,low,close,Volume BTC,Volume USD';
const row = ({ openTime, open, high, low, close, volume }: CompleteOhlcv) =>
  [openTime, open, high, low, close, volume, (volume * (high + low)) / 2].join(',');

/** Rows of a simulated day again and again, so that a file of gigabytes is made in a minute. */
async function write(path: string, interval: '1h' | '1m', count: number, isNewestFirst: boolean) {
  const ms = interval === '1h' ? 3_600_000 : 60_000;
  const some = [...simulate({ seed: 1, interval: '1h', from: Date.UTC(2009, 1, 1), count: 5_000 })];
  const out = createWriteStream(path);
  out.write(`${header}\n`);
  for (let from = 0; from < count; from += some.length) {
    const lines = some.slice(0, count - from).map((candle, index) => {
      const at = isNewestFirst ? count - 1 - from - index : from + index;
      return `${row({ ...candle, openTime: Date.UTC(2009, 1, 1) + at * ms })}\n`;
    });
    if (!out.write(lines.join(''))) await once(out, 'drain');
  }
  out.end();
  await once(out, 'finish');
}

async function csvParseAlone(path: string) {
  let rows = 0;
  for await (const record of createReadStream(path).pipe(parse()))
    rows += (record as string[]).length > 0 ? 1 : 0;
  return rows - 1;
}

async function candles(path: string) {
  const file = await openCandleFile(path);
  let count = 0;
  for (const candle of file.candles) count += candle.openTime > 0 ? 1 : 0;
  file.dispose();
  return count;
}

async function fastest(rounds: number, read: () => Promise<number>, expected: number) {
  let best = Infinity;
  for (let round = 0; round < rounds; round++) {
    const before = process.cpuUsage();
    const found = await read();
    if (found !== expected) throw new Error(`expected ${expected} rows, received ${found}`);
    const { user, system } = process.cpuUsage(before);
    best = Math.min(best, user + system);
  }
  return best / 1e6;
}

const folder = await mkdtemp(join(tmpdir(), 'bench-files-'));
try {
  console.log(`Node ${process.version}, ${cpus()[0]?.model ?? 'unknown processor'}`);
  console.log('file                              MB   csv-parse   candles   speed of csv-parse   memory, MB');
  const parts: [string, '1h' | '1m', number, boolean][] = [
    ['hours, ascending', '1h', 50_000, false],
    ['hours, newest first', '1h', 50_000, true],
    ['minutes, ascending', '1m', LONG, false],
    ['minutes, newest first', '1m', LONG, true],
  ];
  for (const [name, interval, count, isNewestFirst] of parts) {
    const path = join(folder, 'BTCUSD.csv');
    await write(path, interval, count, isNewestFirst);
    const megabytes = (await stat(path)).size / 1e6;
    const rounds = count > 2_000_000 ? 1 : ROUNDS;
    // The reader first: its memory must not be that of csv-parse.
    const ours = await fastest(rounds, () => candles(path), count);
    const memory = process.resourceUsage().maxRSS / 1024;
    const theirs = await fastest(rounds, () => csvParseAlone(path), count);
    console.log(
      `${name.padEnd(24)} ${count.toLocaleString('en-US').padStart(10)} ${megabytes.toFixed(0).padStart(5)} ${theirs.toFixed(2).padStart(9)} s ` +
        `${ours.toFixed(2).padStart(7)} s ${`${(theirs / ours).toFixed(2)} ×`.padStart(20)} ${memory.toFixed(0).padStart(12)}`,
    );
    await rm(path);
  }
} finally {
  await rm(folder, { recursive: true });
}

import { rm, mkdtemp, writeFile } from 'node:fs/promises';
import { cpus, tmpdir } from 'node:os';
import { join } from 'node:path';
import { openCandleFile, simulate } from '@detective/data';
import type { Ohlcv } from '@detective/data';
import { createDetector, loadArtifact } from '@detective/models';

/** How many simulated hours each part gets; ten years are 87,600. */
const COUNT = 50_000;

const candles = Array.from(simulate({ seed: 1, interval: '1h', from: Date.UTC(2015, 0, 1), count: COUNT }));

/** Runs a part once and prints its time per candle. */
async function measure(name: string, part: () => unknown) {
  const started = performance.now();
  await part();
  const ms = performance.now() - started;
  const each = ((ms * 1000) / COUNT).toFixed(1).padStart(8);
  console.log(
    `${name.padEnd(36)} ${each} µs a candle  ${Math.round(COUNT / (ms / 1000)).toLocaleString('en')} a second`,
  );
}

async function readAll(path: string) {
  let volume = 0;
  const { candles, dispose } = await openCandleFile(path);
  for (const candle of candles) volume += candle.volume ?? 0;
  dispose();
  return volume;
}

const row = ({ openTime, open, high, low, close, volume }: Ohlcv) =>
  [openTime, open, high, low, close, volume].join(',');
const header = 'unix,open,high,low,close,volume';

const detector = createDetector(await loadArtifact(process.env.MODEL ?? 'btc-usd-1h'), {
  interval: '1h',
  alertsPerWeek: 1,
});
const folder = await mkdtemp(join(tmpdir(), 'bench-'));
const [ascending, newestFirst] = [join(folder, 'ascending.csv'), join(folder, 'newest-first.csv')];
try {
  await writeFile(ascending, [header, ...candles.map(row)].join('\n'));
  await writeFile(newestFirst, [header, ...candles.map(row).reverse()].join('\n'));
  console.log(
    `${COUNT.toLocaleString('en')} candles, Node ${process.version}, ${cpus()[0]?.model ?? 'unknown processor'}`,
  );
  await measure('simulate', () => Array.from(simulate({ seed: 2, interval: '1h', from: 0, count: COUNT })));
  await measure('read CSV, ascending (streamed)', () => readAll(ascending));
  await measure('read CSV, newest first (sorted)', () => readAll(newestFirst));
  let state = detector.initialState();
  await measure('judge (step)', () => {
    for (const candle of candles) state = detector.step(state, candle).nextState;
  });
  await measure('state to bytes and back', () => {
    for (let i = 0; i < COUNT; i += 1) state = detector.decodeState(detector.encodeState(state));
  });
  console.log(`state: ${detector.encodeState(state).length.toLocaleString('en')} bytes`);
} finally {
  await rm(folder, { recursive: true });
}

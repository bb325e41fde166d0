import { cpus, loadavg } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import type { Page } from 'playwright-core';
import { startBrowser } from '../e2e/browser.ts';
import { Dashboard } from '../e2e/dashboard.ts';
import { simulatedHours, temporaryFolder, writeCsv } from '../e2e/fixtures.ts';
import { ServerProcess, freePort } from '../e2e/server-process.ts';

/**
 * Measures how smoothly the dashboard takes candles: `npm run frames -w bench [candles a second] [seconds]`, after
 * `npm run build`. A real server, its replay and its database, and a headless browser without a graphics card share
 * this machine; so the same page without any candle arriving is measured first, to see what the machine alone does.
 */
const RATE = Number(process.argv[2] ?? 50);
const SECONDS = Number(process.argv[3] ?? 30);
const HISTORY = 5_000;
/** Two frames of a display at 60 Hz: above it, one was dropped. */
const LONG_MS = 33.4;

/** Times between frames in ms, over so many seconds. */
const frameTimes = (page: Page, seconds: number) =>
  page.evaluate<number[]>(`new Promise((resolve) => {
    const times = [];
    let before;
    requestAnimationFrame(function frame(now) {
      if (before !== undefined) times.push(now - before);
      before = now;
      if (times.reduce((sum, time) => sum + time, 0) < ${seconds * 1000}) requestAnimationFrame(frame);
      else resolve(times);
    });
  })`);

function report(name: string, times: number[]): void {
  const sorted = [...times].sort((a, b) => a - b);
  const at = (share: number) => (sorted[Math.floor(share * (sorted.length - 1))] ?? 0).toFixed(1).padStart(6);
  const long = times.filter((time) => time > LONG_MS).length;
  console.log(
    `${name.padEnd(22)} ${String(times.length).padStart(5)} frames   median ${at(0.5)}   95th ${at(0.95)}   ` +
      `99th ${at(0.99)}   longest ${at(1)} ms   above ${LONG_MS} ms: ${long}   ` +
      `load ${loadavg()[0]?.toFixed(1)} on ${cpus().length} cores`,
  );
}

const stored = async (server: ServerProcess) => {
  const { series } = await server.ask<{ series: { candleCount: number }[] }>('{ series { candleCount } }');
  return series[0]?.candleCount ?? 0;
};

const folder = await temporaryFolder();
const browser = await startBrowser();
const candles = simulatedHours(HISTORY + RATE * (SECONDS + 120));
const settings = { PORT: String(await freePort()), DATA_DIR: join(folder.path, 'data') };
const CANDLES_CSV = await writeCsv(join(folder.path, 'history.csv'), candles.slice(0, HISTORY));
let server = await ServerProcess.start({ ...settings, CANDLES_CSV, REPLAY_RATE: 'max' });
try {
  await using dashboard = await Dashboard.open(browser, server.url);
  await dashboard.untilNewestIs(candles[HISTORY - 1]?.openTime ?? 0);
  report('nothing arrives', await frameTimes(dashboard.page, SECONDS / 3));
  await server.stop();
  const all = await writeCsv(join(folder.path, 'all.csv'), candles);
  server = await ServerProcess.start({ ...settings, CANDLES_CSV: all, REPLAY_RATE: String(RATE) });
  await dashboard.page.locator('.connection.is-live').waitFor();
  // The replay sends again what is stored, and only then keeps to its pace.
  while ((await stored(server)) < HISTORY + 2 * RATE) await pause(100);
  const before = await stored(server);
  const started = performance.now();
  const times = await frameTimes(dashboard.page, SECONDS);
  const rate = ((await stored(server)) - before) / ((performance.now() - started) / 1000);
  report(`${rate.toFixed(1)} candles a second`, times);
} finally {
  await browser.close();
  await server.stop();
  await folder.dispose();
}

import { cpus, loadavg } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { simulate } from '@detective/data';
import type { Page } from 'playwright-core';
import { startBrowser } from '../e2e/browser.ts';
import { Dashboard } from '../e2e/dashboard.ts';
import { temporaryFolder } from '../e2e/fixtures.ts';
import { ServerProcess, freePort } from '../e2e/server-process.ts';
import { sendStubbornly } from '../e2e/trust/candle-sender.ts';

/**
 * Measures what somebody waits for on the page: `npm run page -w bench [candles]`, after `npm run build`. The first sight
 * of a long history, its overview, and the selection of an anomaly in a list of thousands.
 */
const CANDLES = Number(process.argv[2] ?? 100_000);
const TIMES = 9;
/** Every seventeenth hour or so: of 100,000 the list holds as many as it ever loads by itself, 5,000. */
const ALERTS_A_WEEK = '10';

/** Evaluated before anything of the page: when the overview was asked for, and when it was drawn last. */
const WATCH_OVERVIEW = `(() => {
  window.overviewTimes = {};
  const fetchAsBefore = window.fetch;
  window.fetch = (input, init) => {
    if (String(init?.body).includes('query Story(')) overviewTimes.asked ??= performance.now();
    return fetchAsBefore(input, init);
  };
  const { stroke } = CanvasRenderingContext2D.prototype;
  CanvasRenderingContext2D.prototype.stroke = function (...path) {
    stroke.apply(this, path);
    if (this.canvas.closest('.overview')) overviewTimes.drawn ??= performance.now();
  };
})()`;

/** The page's content security policy refuses what Playwright itself would wait with. */
async function until(page: Page, condition: string): Promise<void> {
  while (!(await page.evaluate<boolean>(condition))) await pause(20);
}

async function timesToOverview(url: string, browser: Awaited<ReturnType<typeof startBrowser>>) {
  const page = await browser.newPage({ viewport: { width: 1_440, height: 900 } });
  await page.addInitScript(WATCH_OVERVIEW);
  await page.goto(url);
  await until(page, 'window.overviewTimes?.drawn !== undefined');
  const [asked, drawn, paint] = await page.evaluate<[number, number, number]>(
    `[overviewTimes.asked, overviewTimes.drawn, performance.getEntriesByName('first-contentful-paint')[0].startTime]`,
  );
  await page.context().close();
  return { overview: drawn - asked, drawn, paint };
}

/** From the press of a line until the frame that shows it as chosen has been drawn, each line another one. */
const selectionTime = (page: Page, place: number) =>
  page.evaluate<number>(`new Promise((resolve) => {
    const line = document.querySelectorAll('.anomaly')[${place}];
    const began = performance.now();
    line.click();
    requestAnimationFrame(function look() {
      if (!line.classList.contains('is-selected')) return requestAnimationFrame(look);
      const { port1, port2 } = new MessageChannel();
      port1.onmessage = () => resolve(performance.now() - began);
      port2.postMessage(null);
    });
  })`);

function report(what: string, times: number[], budgetMs?: number): void {
  const sorted = [...times].sort((one, other) => one - other);
  const at = (share: number) => (sorted[Math.round(share * (sorted.length - 1))] ?? 0).toFixed(0);
  console.log(
    `${what.padEnd(44)} median ${at(0.5).padStart(5)}   longest ${at(1).padStart(5)} ms   ${budgetMs === undefined ? 'no budget' : `budget ${budgetMs} ms`}   ` +
      `load ${loadavg()[0]?.toFixed(1)} on ${cpus().length} cores`,
  );
}

const folder = await temporaryFolder();
const browser = await startBrowser();
const server = await ServerProcess.start({
  PORT: String(await freePort()),
  DATA_DIR: join(folder.path, 'data'),
  REPLAY_RATE: 'off',
  ALERTS_PER_WEEK: ALERTS_A_WEEK,
});
try {
  const hours = [...simulate({ seed: 11, interval: '1h', from: Date.UTC(2010, 0, 1), count: CANDLES })];
  await sendStubbornly(server.url, 'BTC/USD', hours, 1_000);
  const loads = [];
  // The first one also makes the sums that the overview is drawn from.
  for (let time = 0; time <= TIMES; time++) loads.push(await timesToOverview(server.url, browser));
  const [first, ...others] = loads;
  report(`first overview of ${CANDLES} candles`, [first?.overview ?? NaN], 300);
  report(
    `overview of ${CANDLES} candles`,
    others.map(({ overview }) => overview),
    300,
  );
  // It is asked for before anything is drawn, so the request alone does not say how long somebody waits.
  report(
    'the same, from the address of the page',
    others.map(({ drawn }) => drawn),
  );
  report(
    'first paint',
    others.map(({ paint }) => paint),
    1_000,
  );
  await using dashboard = await Dashboard.open(browser, `${server.url}/#sort=rarest&lines=anomalies`);
  const { page } = dashboard;
  await until(page, 'document.querySelectorAll(".anomaly").length >= 5000');
  const selections: number[] = [];
  for (let time = 1; time <= TIMES; time++) selections.push(await selectionTime(page, time * 500));
  report(`selection among ${await dashboard.anomalies.count()} anomalies`, selections, 100);
} finally {
  await browser.close();
  await server.stop();
  await folder.dispose();
}

import { join } from 'node:path';
import type { Ohlcv } from '@detective/data';
import type { Browser, BrowserContextOptions, Page } from 'playwright-core';
import { vi } from 'vitest';
import { startBrowser } from './browser.ts';
import { Dashboard } from './dashboard.ts';
import { temporaryFolder, writeCsv } from './fixtures.ts';
import { freePort, ServerProcess } from './server-process.ts';
import { sendStubbornly } from './trust/candle-sender.ts';

/** As many candles as one request may bring. */
const BATCH = 1_000;

type Folder = Awaited<ReturnType<typeof temporaryFolder>>;
type Settings = Record<string, string>;

/** A candle that the server has found to be an anomaly. */
export interface Found {
  openTime: number;
  returnPeriodHours: number;
}

/** A server with a folder and a port of its own, a browser to look at it with, and a way to send it candles. */
export class DashboardFixture implements AsyncDisposable {
  browser!: Browser;
  server!: ServerProcess;
  /** What the server is started with, its port and data folder included. */
  readonly settings: Settings;
  readonly #folder: Folder;

  private constructor(folder: Folder, settings: Settings) {
    this.#folder = folder;
    this.settings = settings;
  }

  /** Starts a server with these settings; with a REPLAY_RATE of `off` it has no candles but those that are sent to it. */
  static async open(settings: Settings): Promise<DashboardFixture> {
    return DashboardFixture.#in(await temporaryFolder(), settings);
  }

  /** Starts a server that replays these candles from a file as fast as it can, and does not wait for the last of them. */
  static async replay(candles: Ohlcv[]): Promise<DashboardFixture> {
    const folder = await temporaryFolder();
    const CANDLES_CSV = await writeCsv(join(folder.path, 'history.csv'), candles);
    return DashboardFixture.#in(folder, { CANDLES_CSV, REPLAY_RATE: 'max' });
  }

  static async #in(folder: Folder, settings: Settings): Promise<DashboardFixture> {
    const own = { PORT: String(await freePort()), DATA_DIR: join(folder.path, 'data') };
    const fixture = new DashboardFixture(folder, { ...own, ...settings });
    try {
      fixture.browser = await startBrowser();
      await fixture.startServer();
    } catch (error) {
      await fixture[Symbol.asyncDispose]();
      throw error;
    }
    return fixture;
  }

  /** For further files of the test. */
  get folder(): string {
    return this.#folder.path;
  }

  /** Starts the server again where its clients look for it, with the data that it had and perhaps other settings. */
  async startServer(changed: Settings = {}): Promise<void> {
    this.server = await ServerProcess.start({ ...this.settings, ...changed });
  }

  /** Sends candles, a thousand at a time, and tells which of them are anomalies. */
  async send(candles: Ohlcv[], symbol = 'BTC/USD'): Promise<Found[]> {
    const judgements = await sendStubbornly(this.server.url, symbol, candles, BATCH);
    return judgements.flatMap(({ isAnomaly, returnPeriodHours }, index) => {
      const openTime = candles[index]?.openTime ?? 0;
      return isAnomaly ? [{ openTime, returnPeriodHours: returnPeriodHours ?? Infinity }] : [];
    });
  }

  /** Waits until the only series has so many candles. */
  async untilStored(count: number): Promise<void> {
    const isStored = async () => {
      const { series } = await this.server.ask<{ series: { candleCount: number }[] }>(
        '{ series { candleCount } }',
      );
      return series[0]?.candleCount === count;
    };
    await vi.waitUntil(isStored, { timeout: 180_000 });
  }

  /** Opens the dashboard, at what a hash of its address leads to. */
  dashboard(hash = '', context: BrowserContextOptions = {}): Promise<Dashboard> {
    return Dashboard.open(this.browser, `${this.server.url}/${hash}`, context);
  }

  /** Opens the dashboard in a page that was prepared before anything of the dashboard ran or asked the server. */
  async dashboardAfter(
    prepare: (page: Page) => Promise<unknown>,
    context: BrowserContextOptions = {},
    url = this.server.url,
  ): Promise<Dashboard> {
    // A page of the same origin that has no script.
    const dashboard = await Dashboard.open(this.browser, `${url}/icon.svg`, context);
    await prepare(dashboard.page);
    await dashboard.page.goto(url);
    return dashboard;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.browser?.close();
    await this.server?.stop();
    await this.#folder.dispose();
  }
}

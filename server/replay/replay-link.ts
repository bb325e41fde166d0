import { createClient } from 'graphql-ws';
import { WebSocket } from 'ws';
import type { SeriesKey } from '@detective/data';
import type { Outlook } from './outlook.ts';
import type { ReplayControl, ReplayOrders } from './replay-control.ts';
import type { ReplayProgress } from './replay.ts';

const REPORT_EVERY_MS = 500;

const ORDERS = 'subscription Orders { replay { source symbol interval isPaused rate from to } }';
const REPORT = 'mutation Report($report: ReplayReportInput!) { reportReplay(report: $report) { isPaused } }';

export type WorkerState = 'RUNNING' | 'PAUSED' | 'FINISHED' | 'STOPPED';

interface OrdersMessage {
  source: string;
  symbol: string;
  interval: string;
  isPaused: boolean;
  rate: string;
  from: string | null;
  to: string | null;
}

export interface ReplayLinkOptions {
  /** The server's GraphQL endpoint over HTTP; the same one takes WebSockets. */
  url: string;
  token?: string | undefined;
  key: SeriesKey;
  source: string;
  outlook: Outlook;
  control: ReplayControl;
}

/**
 * Tells the server how far the replay is, and obeys the orders that people leave there. Both are a convenience: while
 * the link is down the replay goes on as it was told last, and reports again when it is up.
 */
export class ReplayLink {
  readonly #options: ReplayLinkOptions;
  readonly #client;
  #progress: ReplayProgress = { sent: 0, openTime: null, isWaiting: false };
  #state: WorkerState = 'RUNNING';
  #timer: NodeJS.Timeout | undefined;

  constructor(options: ReplayLinkOptions) {
    this.#options = options;
    const { url, token } = options;
    this.#client = createClient({
      url: url.replace(/^http/, 'ws'),
      webSocketImpl: WebSocket,
      connectionParams: token ? { authorization: `Bearer ${token}` } : {},
      retryAttempts: Infinity,
      shouldRetry: () => true,
      // A server that has just started knows nothing of this replay.
      on: { connected: () => this.#reportSoon(0) },
    });
    this.#client.subscribe<{ replay: OrdersMessage }>(
      { query: ORDERS },
      { next: ({ data }) => this.#obey(data?.replay), error: () => undefined, complete: () => undefined },
    );
  }

  report(progress: ReplayProgress): void {
    const hasTurned = progress.isWaiting !== this.#progress.isWaiting;
    this.#progress = progress;
    this.#state = progress.isWaiting ? 'PAUSED' : 'RUNNING';
    this.#reportSoon(hasTurned ? 0 : REPORT_EVERY_MS);
  }

  /** Says how the replay ended, then hangs up. */
  async dispose(state: WorkerState): Promise<void> {
    this.#state = state;
    clearTimeout(this.#timer);
    await this.#send();
    await this.#client.dispose();
  }

  #reportSoon(delayMs: number): void {
    if (delayMs === 0) clearTimeout(this.#timer);
    else if (this.#timer) return;
    this.#timer = setTimeout(() => {
      this.#timer = undefined;
      void this.#send();
    }, delayMs);
    this.#timer.unref();
  }

  async #send(): Promise<void> {
    const { url, token, key, source, outlook, control } = this.#options;
    const { isPaused, rate, from, to } = control.orders;
    const { sent, openTime } = this.#progress;
    const report = {
      ...{ ...key, source, state: this.#state, isPaused, rate: String(rate), sent },
      ...{ total: outlook.total, left: outlook.left(sent, control.orders) },
      ...{ from: iso(from), to: iso(to), position: iso(openTime) },
    };
    await fetch(url, {
      method: 'POST',
      headers: { 'content-type': 'application/json', ...(token && { authorization: `Bearer ${token}` }) },
      body: JSON.stringify({ query: REPORT, variables: { report } }),
      signal: AbortSignal.timeout(2_000),
    }).catch(() => undefined);
  }

  #obey(orders: OrdersMessage | undefined): void {
    const { source, key, control } = this.#options;
    const isMine =
      orders?.source === source && orders.symbol === key.symbol && orders.interval === key.interval;
    if (!isMine) return;
    const next: ReplayOrders = {
      isPaused: orders.isPaused,
      rate: orders.rate === 'max' ? 'max' : Number(orders.rate),
      from: orders.from === null ? null : Date.parse(orders.from),
      to: orders.to === null ? null : Date.parse(orders.to),
    };
    // The server repeats the orders with every report; only new ones may end a wait.
    if (JSON.stringify(next) === JSON.stringify(control.orders)) return;
    control.follow(next);
    // How much is left has changed with them, and at a slow pace the next candle may be minutes away.
    this.#reportSoon(0);
  }
}

const iso = (time: number | null) => (time === null ? null : new Date(time).toISOString());

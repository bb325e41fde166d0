import { setTimeout as pause } from 'node:timers/promises';
import { createClient } from 'graphql-ws';
import { WebSocket } from 'ws';
import { seriesName, type EpochMs, type SeriesKey } from '@detective/data';
import { withTimeLimit } from '../candle-sender/time-limit.ts';
import type { RemainingCandles } from './remaining-candles.ts';
import type { ReplayCommand, ReplayPacing } from './replay-pacing.ts';
import type { ReplayProgress } from './replay.ts';

const REPORT_EVERY_MS = 500;
const LONGEST_REPORT_MS = 2_000;
const FIRST_PAUSE_MS = 500;
const LONGEST_PAUSE_MS = 30_000;

const COMMANDS = 'subscription Commands { replay { source exchange symbol interval isPaused rate from to } }';
const REPORT = 'mutation Report($report: ReplayReportInput!) { reportReplay(report: $report) { isPaused } }';

export type WorkerState = 'RUNNING' | 'PAUSED' | 'FINISHED' | 'STOPPED';

interface CommandMessage {
  source: string;
  exchange: string;
  symbol: string;
  interval: string;
  isPaused: boolean;
  rate: string;
  from: string | null;
  to: string | null;
}

export interface ControlConnectionOptions {
  /** The server's GraphQL endpoint over HTTP; the same one takes WebSockets. */
  url: string;
  token?: (() => string | undefined) | undefined;
  key: SeriesKey;
  source: string;
  remaining: RemainingCandles;
  pacing: ReplayPacing;
}

/**
 * Tells the server how far the replay is, and obeys the commands that people give there. Both are a convenience: while
 * there is no connection, or where a proxy lets no WebSocket through, the replay goes on as it was told last.
 */
export class ControlConnection {
  readonly #options: ControlConnectionOptions;
  readonly #client;
  #progress: ReplayProgress = { done: 0, openTime: null, isWaiting: false };
  #state: WorkerState = 'RUNNING';
  #timer: NodeJS.Timeout | undefined;
  #isOver = false;
  /** Settles when no report is under way. */
  #sent: Promise<void> = Promise.resolve();
  /** The report that waits for the one before it. */
  #next: Promise<void> | undefined;
  readonly #unsubscribe: () => void;

  constructor(options: ControlConnectionOptions) {
    this.#options = options;
    const { url, token } = options;
    this.#client = createClient({
      url: url.replace(/^http/, 'ws'),
      webSocketImpl: WebSocket,
      connectionParams: () => authorization(token?.()),
      retryAttempts: Infinity,
      shouldRetry: () => true,
      // Its own pauses double without a limit, and would keep a replay that is over from ending.
      retryWait: (retries) => {
        const longest = Math.min(LONGEST_PAUSE_MS, FIRST_PAUSE_MS * 2 ** retries);
        return pause(longest * (0.5 + Math.random() / 2), undefined, { ref: false });
      },
      // A server that has just started knows nothing of this replay.
      on: { connected: () => this.#reportSoon(0) },
    });
    this.#unsubscribe = this.#client.subscribe<{ replay: CommandMessage }>(
      { query: COMMANDS },
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
    this.#isOver = true;
    clearTimeout(this.#timer);
    await this.#send();
    this.#unsubscribe();
    // Not waited for: where no WebSocket comes through, it is still being tried, and would fail this process.
    void Promise.resolve(this.#client.dispose()).catch(() => undefined);
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

  /** One at a time: a pause that is overtaken by the report before it would never be known, because nothing follows it. */
  #send(): Promise<void> {
    this.#next ??= this.#sent = this.#sent.then(() => {
      this.#next = undefined;
      return this.#post();
    });
    return this.#next;
  }

  /** Says what is so now; where nobody has taken it, again. */
  async #post(): Promise<void> {
    const { url, token, key, source, remaining, pacing } = this.#options;
    const { isPaused, rate, from, to } = pacing.command;
    const { done, openTime } = this.#progress;
    const report = {
      ...{ ...key, source, state: this.#state, isPaused, rate: String(rate), sent: done },
      ...{ total: remaining.total, left: remaining.left(done, pacing.command) },
      ...{ from: iso(from), to: iso(to), position: iso(openTime) },
    };
    const isTaken = await withTimeLimit(LONGEST_REPORT_MS, (signal) =>
      fetch(url, {
        method: 'POST',
        headers: { 'content-type': 'application/json', ...authorization(token?.()) },
        body: JSON.stringify({ query: REPORT, variables: { report } }),
        signal,
      }),
    ).then(
      ({ status }) => status < 500,
      () => false,
    );
    if (!isTaken && !this.#isOver) this.#reportSoon(REPORT_EVERY_MS);
  }

  #obey(command: CommandMessage | undefined): void {
    const { source, key, pacing } = this.#options;
    if (command?.source !== source || seriesName(command) !== seriesName(key)) return;
    const next: ReplayCommand = {
      isPaused: command.isPaused,
      rate: command.rate === 'max' ? 'max' : Number(command.rate),
      from: command.from === null ? null : Date.parse(command.from),
      to: command.to === null ? null : Date.parse(command.to),
    };
    // The server repeats the command with every report; only a new one may end a wait.
    if (JSON.stringify(next) === JSON.stringify(pacing.command)) return;
    pacing.obey(next);
    // How much is left has changed with it, and at a slow pace the next candle may be minutes away.
    this.#reportSoon(0);
  }
}

const authorization = (token: string | undefined): Record<string, string> =>
  token ? { authorization: `Bearer ${token}` } : {};

const iso = (time: EpochMs | null) => (time === null ? null : new Date(time).toISOString());

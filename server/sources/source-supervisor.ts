import { fork, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { setTimeout as pause } from 'node:timers/promises';
import { EXCHANGES } from '@detective/data';
import type { Logger } from 'pino';
import { programOf } from '../program.ts';
import type { Settings } from '../settings.ts';
import type { SourceReport, SourceStatus } from './source-status.ts';

/** It has said why it can't go on; starting it again would not help. */
const GIVEN_UP = 2;
const FIRST_PAUSE_MS = 5_000;
const LONGEST_PAUSE_MS = 60_000;
/** A worker that ran for so long died of something else than its start. */
const RAN_WELL_MS = 5 * 60_000;

type WorkerSettings = Pick<
  Settings,
  'candlesCsv' | 'candlesOptions' | 'exchange' | 'exchangeUrl' | 'replayRate'
>;

export interface SourceSupervisorOptions {
  settings: WorkerSettings;
  /** The server's address, such as `http://127.0.0.1:4000`. */
  url: string;
  /** Kept up to date for everybody who asks how the source is. */
  status: SourceStatus;
  log: Logger;
  /** What the worker says to the server instead of a client's INGEST_TOKEN. */
  workerToken?: string | undefined;
  /** How long a worker that died stays so, the first time. Default 5 s. */
  firstPauseMs?: number;
}

export interface SourceSupervisor {
  /** The process that sends candles at the moment. */
  readonly pid: number | undefined;
  dispose(): Promise<void>;
}

/**
 * Starts the source of candles, a replay or the watch over an exchange, as a process of its own, which ends with this
 * one. What it prints goes into the log. One that dies is started again and goes on after the newest stored candle;
 * one that says why it can't go on is not, and `status` says so from then on.
 */
export function superviseSource(options: SourceSupervisorOptions): SourceSupervisor {
  const { settings, status, log, firstPauseMs = FIRST_PAUSE_MS } = options;
  const title = titleOf(settings);
  const stopping = new AbortController();
  const { signal } = stopping;
  let worker: ChildProcess | undefined;
  const run = async () => {
    for (let deaths = 0; !signal.aborted; deaths++) {
      const began = performance.now();
      const started = startWorker(options);
      worker = started.process;
      const [code, killer] = (await once(worker, 'exit')) as [number | null, string | null];
      if (signal.aborted) return;
      if (code === 0) return status.ended(null);
      if (code === GIVEN_UP) return giveUp(status, log, title, started.reason());
      if (performance.now() - began > RAN_WELL_MS) deaths = 0;
      const pauseMs = Math.min(LONGEST_PAUSE_MS, firstPauseMs * 2 ** deaths);
      const failure = `${title}: its process died (${code ?? killer}); it is started again in ${Math.ceil(pauseMs / 1_000)} s.`;
      status.failing(failure);
      log.error(failure);
      await pause(pauseMs, undefined, { signal }).catch(() => undefined);
    }
  };
  const running = run();
  return {
    get pid() {
      return worker?.pid;
    },
    async dispose() {
      stopping.abort();
      worker?.kill('SIGTERM');
      await running;
    },
  };
}

function giveUp(status: SourceStatus, log: Logger, title: string, reason: string): void {
  const failure = `${title} has ended: ${reason} It is not tried again before the server is restarted.`;
  status.ended(failure);
  log.error(failure);
}

function startWorker({ settings, url, status, log, workerToken }: SourceSupervisorOptions) {
  const parameters = [...sourceOf(settings), '--url', `${url}/graphql`];
  const env = { ...process.env, ...(workerToken !== undefined && { INGEST_TOKEN: workerToken }) };
  const { file, execArgv } = programOf('replay');
  const worker = fork(file, parameters, { env, silent: true, execArgv });
  let reason = 'it did not say why.';
  if (worker.stdout) createInterface({ input: worker.stdout }).on('line', (line) => log.info(line));
  if (worker.stderr) createInterface({ input: worker.stderr }).on('line', (line) => log.error(line));
  worker.on('message', (report: SourceReport) => {
    if (report.type === 'running') status.running();
    else if (report.type === 'series') status.series = report.series;
    else if (report.type === 'failing') status.failing(sentence(report.reason));
    else reason = sentence(report.reason);
  });
  return { process: worker, reason: () => reason };
}

const sentence = (text: string) => (/[.!?]$/.test(text) ? text : `${text}.`);

function titleOf({ candlesCsv, exchange }: WorkerSettings): string {
  if (exchange) return `The watch over ${EXCHANGES[exchange].name}`;
  return candlesCsv ? 'The replay of CANDLES_CSV' : 'The replay of the simulated market';
}

function sourceOf({
  candlesCsv,
  candlesOptions,
  exchange,
  exchangeUrl,
  replayRate,
}: WorkerSettings): string[] {
  if (exchange) return ['--exchange', exchange, ...(exchangeUrl ? ['--exchange-url', exchangeUrl] : [])];
  return [...(candlesCsv ? ['--csv', candlesCsv, ...candlesOptions] : []), '--rate', String(replayRate)];
}

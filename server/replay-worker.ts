import { fork, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { setTimeout as pause } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import type { Logger } from 'pino';
import type { Settings } from './settings.ts';

const WORKER = fileURLToPath(new URL('replay/main.ts', import.meta.url));

/** It has said why it can't go on; starting it again would not help. */
const GIVEN_UP = 2;
const RESTART_AFTER_MS = 5_000;

type WorkerSettings = Pick<Settings, 'candlesCsv' | 'exchange' | 'exchangeUrl' | 'replayRate'> & {
  /** What the worker says to the server instead of a client's INGEST_TOKEN. */
  workerToken?: string;
};

export interface ReplayWorker {
  /** The process that sends candles at the moment. */
  readonly pid: number | undefined;
  dispose(): Promise<void>;
}

/**
 * Starts the replay, or the watch over an exchange, as a process of its own, which ends with this one. What it prints
 * goes into the log. A watch has no end: when its process dies it is started again.
 */
export function startReplayWorker(settings: WorkerSettings, url: string, log: Logger): ReplayWorker {
  const stopping = new AbortController();
  const { signal } = stopping;
  let worker = start(settings, url, log);
  const run = async () => {
    for (;;) {
      const [code, killer] = (await once(worker, 'exit')) as [number | null, string | null];
      if (signal.aborted || !settings.exchange || code === 0 || code === GIVEN_UP) return;
      log.error(`The watch over the exchange has ended (${code ?? killer}); it is started again`);
      await pause(RESTART_AFTER_MS, undefined, { signal }).catch(() => undefined);
      if (signal.aborted) return;
      worker = start(settings, url, log);
    }
  };
  const running = run();
  return {
    get pid() {
      return worker.pid;
    },
    async dispose() {
      stopping.abort();
      worker.kill('SIGTERM');
      await running;
    },
  };
}

function start(settings: WorkerSettings, url: string, log: Logger): ChildProcess {
  const parameters = [...sourceOf(settings), '--url', `${url}/graphql`];
  const { workerToken } = settings;
  const env = { ...process.env, ...(workerToken !== undefined && { INGEST_TOKEN: workerToken }) };
  const worker = fork(WORKER, parameters, { env, silent: true, execArgv: ['--import', 'tsx'] });
  if (worker.stdout) createInterface({ input: worker.stdout }).on('line', (line) => log.info(line));
  if (worker.stderr) createInterface({ input: worker.stderr }).on('line', (line) => log.error(line));
  return worker;
}

function sourceOf({ candlesCsv, exchange, exchangeUrl, replayRate }: WorkerSettings): string[] {
  if (exchange) return ['--exchange', exchange, ...(exchangeUrl ? ['--exchange-url', exchangeUrl] : [])];
  return [...(candlesCsv ? ['--csv', candlesCsv] : []), '--rate', String(replayRate)];
}

import { fork, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { setTimeout as pause } from 'node:timers/promises';
import type { WatchStatus } from '@detective/data/exchanges';
import type { Logger } from 'pino';
import { programOf } from '../program.ts';
import type { CorrectionReport, FromWorker, QuestionKind, Questions, ToWorker } from './messages.ts';
import { PendingQuestions } from './pending-questions.ts';
import { ExchangeAwayError } from './watch-errors.ts';

/** What the process has no use for, and what nobody who speaks with strangers should have. */
const WITHHELD = ['DATABASE_URL', 'REDIS_URL', 'READ_TOKEN', 'PGPASSWORD', 'INGEST_TOKEN'];
const FIRST_PAUSE_MS = 1_000;
const LONGEST_PAUSE_MS = 60_000;
/** A process that ran for so long died of something else than its start. */
const RAN_WELL_MS = 60_000;
/** Without a watch it stays for the next question of somebody who looks for a market. */
const IDLE_MS = 60_000;
const LONGEST_FAREWELL_MS = 5_000;

export interface WorkerProcessOptions {
  /** Of the server's GraphQL. */
  url: string;
  /** Lets the process send candles. */
  token: string | undefined;
  /** The setting EXCHANGE_HOSTS. */
  exchangeHosts: string;
  log: Logger;
  /** Whether there are watches, which keep it going. */
  isFollowing: () => boolean;
  onStatus: (status: WatchStatus) => void;
  /** Stores what an exchange has corrected; it does not fail. */
  onCorrection: (correction: CorrectionReport) => Promise<void>;
  /** The process has died, which nobody wanted; from now on it follows nothing. */
  onDeath: (failure: string, pauseMs: number) => void;
}

/**
 * The process that follows the exchanges, seen from the server. It is started by the first question, and again by the
 * first after its death and a pause that grows from death to death.
 */
export class WorkerProcess {
  readonly #options: WorkerProcessOptions;
  readonly #questions = new PendingQuestions();
  #process: ChildProcess | undefined;
  #deaths = 0;
  #notBefore = 0;
  #idle: NodeJS.Timeout | undefined;
  #isDisposed = false;

  constructor(options: WorkerProcessOptions) {
    this.#options = options;
  }

  get pid(): number | undefined {
    return this.#process?.pid;
  }

  /**
   * @throws {WorkerRefusal} when the process refuses
   * @throws {ExchangeAwayError} when there is no process at the moment, or it dies of it
   */
  async ask<Kind extends QuestionKind>(
    type: Kind,
    asked: Questions[Kind]['asked'],
  ): Promise<Questions[Kind]['answer']> {
    this.#questions.expectRoom();
    const worker = this.#running();
    this.#restLater();
    return this.#questions.send(worker, type, asked);
  }

  /** Ends the process, with what it follows; a later question starts another. */
  async end(): Promise<void> {
    const worker = this.#process;
    this.#process = undefined;
    if (!worker || worker.exitCode !== null || worker.signalCode !== null) return;
    const exited = once(worker, 'exit');
    worker.kill('SIGTERM');
    await Promise.race([exited, pause(LONGEST_FAREWELL_MS, undefined, { ref: false })]);
    worker.kill('SIGKILL');
  }

  async dispose(): Promise<void> {
    this.#isDisposed = true;
    clearTimeout(this.#idle);
    await this.end();
  }

  /** Without a watch the process ends a minute after the last question. */
  #restLater(): void {
    clearTimeout(this.#idle);
    this.#idle = setTimeout(() => {
      if (!this.#options.isFollowing()) void this.end();
    }, IDLE_MS).unref();
  }

  #running(): ChildProcess {
    if (this.#process) return this.#process;
    const waitMs = this.#notBefore - performance.now();
    if (this.#isDisposed) throw new ExchangeAwayError('This server is closing.');
    if (waitMs > 0) {
      throw new ExchangeAwayError(`The process that asks exchanges starts again in ${seconds(waitMs)} s.`);
    }
    const worker = this.#start();
    this.#process = worker;
    return worker;
  }

  #start(): ChildProcess {
    const { url, token, exchangeHosts, log } = this.#options;
    const kept = Object.entries(process.env).filter(([name]) => !WITHHELD.includes(name));
    const env = {
      ...Object.fromEntries(kept),
      EXCHANGE_HOSTS: exchangeHosts,
      ...(token !== undefined && { INGEST_TOKEN: token }),
    };
    const began = performance.now();
    const { file, execArgv } = programOf('watches');
    const worker = fork(file, ['--url', url], { env, silent: true, execArgv });
    if (worker.stdout) createInterface({ input: worker.stdout }).on('line', (line) => log.info(line));
    if (worker.stderr) createInterface({ input: worker.stderr }).on('line', (line) => log.error(line));
    worker.on('message', (message: FromWorker) => {
      if (this.#process === worker) this.#take(worker, message);
    });
    worker.once('error', ({ message }) => {
      // One that does not even start has no exit.
      if (worker.pid === undefined) this.#exited(worker, message, 0);
    });
    worker.once('exit', (code, signal) =>
      this.#exited(worker, `${code ?? signal}`, performance.now() - began),
    );
    return worker;
  }

  #exited(worker: ChildProcess, how: string, ranMs: number): void {
    this.#questions.giveUp(worker);
    // One that was ended has another in its place, or none.
    if (this.#process !== worker) return;
    this.#process = undefined;
    this.#deaths = ranMs > RAN_WELL_MS ? 1 : this.#deaths + 1;
    const pauseMs = Math.min(LONGEST_PAUSE_MS, FIRST_PAUSE_MS * 2 ** (this.#deaths - 1));
    this.#notBefore = performance.now() + pauseMs;
    const failure = `The process that follows the exchanges died (${how}); it is started again in ${seconds(pauseMs)} s.`;
    this.#options.log.error(failure);
    this.#options.onDeath(failure, pauseMs);
  }

  #take(worker: ChildProcess, message: FromWorker): void {
    const { log, onStatus, onCorrection } = this.#options;
    switch (message.type) {
      case 'answer':
        return this.#questions.answer(message.number, message.answer);
      case 'refusal':
        return this.#questions.refuse(message.number, message.name, message.message);
      case 'status':
        return onStatus(message.status);
      case 'trouble':
        return log.warn(message.message);
      case 'correction': {
        const { number, correction } = message;
        void onCorrection(correction).then(() => {
          if (worker.connected) worker.send({ type: 'stored', number } satisfies ToWorker);
        });
      }
    }
  }
}

const seconds = (milliseconds: number) => Math.ceil(milliseconds / 1_000);

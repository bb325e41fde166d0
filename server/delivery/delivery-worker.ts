import { EventEmitter } from 'node:events';
import { Socket } from 'node:net';
import { setTimeout as pause } from 'node:timers/promises';
import { Logger as QueueLogger, run, type Runner, type WorkerEvents } from 'graphile-worker';
import pg from 'pg';
import type { Logger } from 'pino';
import { cutWhenSilent, onConnect } from '../../ormconfig.ts';
import { within } from '../operation/within.ts';
import { carryDelivery, type CarryOptions } from './carry-delivery.ts';
import { freeDead } from './free-dead.ts';
import { CARRY } from './queue-deliveries.ts';

/** Messages under way at the same time, of different channels. */
const AT_ONCE = 10;
const CONNECTIONS = 4;
const POLL_MS = 2_000;
const RESTART_MS = 1_000;
const FREE_EVERY_MS = 60_000;
/** Four times what an attempt may take. */
const DEAD_AFTER_MS = 60_000;
/** What is under way at the end may go on for so long. */
const PATIENCE_MS = 2_000;

export interface DeliveryWorkerOptions extends Omit<CarryOptions, 'signal'> {
  databaseUrl: string;
  databaseTimeoutMs: number;
  /** What each connection goes over. */
  openSocket?: () => Socket;
  log: Logger;
  /** How often the jobs of dead workers are freed. */
  freeEveryMs?: number;
  deadAfterMs?: number;
}

/**
 * Carries queued deliveries, as long as it lives. Several servers on one database share the work. graphile-worker loses
 * one of its workers for good whenever it can't say that a job is done, as while the database is away: it is started
 * again then.
 */
export class DeliveryWorker {
  readonly #options: DeliveryWorkerOptions;
  readonly #pool: pg.Pool;
  readonly #stopping = new AbortController();
  readonly #aborting = new AbortController();
  readonly #timer: NodeJS.Timeout;
  #running: Promise<void> = Promise.resolve();

  constructor(options: DeliveryWorkerOptions) {
    const { databaseUrl, databaseTimeoutMs, openSocket = () => new Socket(), log } = options;
    this.#options = options;
    this.#pool = new pg.Pool({
      connectionString: databaseUrl,
      application_name: 'bitcoin-anomaly-detective deliveries',
      max: CONNECTIONS,
      connectionTimeoutMillis: 5_000,
      stream: () => cutWhenSilent(openSocket(), databaseTimeoutMs),
      onConnect: onConnect(databaseTimeoutMs),
    });
    this.#pool.on('error', (error) => log.debug({ error }, 'A connection of the deliveries was lost'));
    this.#timer = setInterval(() => void this.#free(), options.freeEveryMs ?? FREE_EVERY_MS).unref();
  }

  start(): void {
    this.#running = this.#run();
  }

  async dispose(): Promise<void> {
    clearInterval(this.#timer);
    this.#stopping.abort();
    const patience = setTimeout(() => this.#aborting.abort(), PATIENCE_MS);
    await within(2 * PATIENCE_MS, this.#running);
    clearTimeout(patience);
    this.#aborting.abort();
    await within(PATIENCE_MS, this.#pool.end());
  }

  async #run(): Promise<void> {
    const { signal } = this.#stopping;
    while (!signal.aborted) {
      try {
        await this.#runOnce(signal);
      } catch (error) {
        this.#options.log.debug({ error }, 'The deliveries begin again');
      }
      await pause(RESTART_MS, undefined, { signal }).catch(() => undefined);
    }
  }

  /** Until it is stopped, or has lost a worker. */
  async #runOnce(signal: AbortSignal): Promise<void> {
    const events: WorkerEvents = new EventEmitter();
    const runner = await run({
      pgPool: this.#pool,
      concurrency: AT_ONCE,
      pollInterval: POLL_MS,
      noHandleSignals: true,
      parsedCronItems: [],
      events,
      logger: queueLogger(this.#options.log),
      taskList: { [CARRY]: (payload) => this.#carry(payload) },
    });
    await new Promise<void>((resolve) => {
      events.once('worker:fatalError', () => resolve());
      runner.promise.then(resolve, resolve);
      signal.addEventListener('abort', () => resolve(), { once: true });
      if (signal.aborted) resolve();
    });
    await stop(runner);
  }

  async #carry(payload: unknown): Promise<void> {
    const id = typeof payload === 'object' && payload && 'id' in payload ? payload.id : undefined;
    if (typeof id === 'string') await carryDelivery(id, { ...this.#options, signal: this.#aborting.signal });
  }

  async #free(): Promise<void> {
    const { dataSource, log, deadAfterMs = DEAD_AFTER_MS } = this.#options;
    await freeDead(dataSource.manager, deadAfterMs).catch((error: unknown) => {
      log.debug({ error }, 'The jobs of dead workers could not be freed');
    });
  }
}

const stop = (runner: Runner): Promise<void> => runner.stop().catch(() => undefined);

/** What it says of each job is for whoever looks for a fault; what it says may name no address, and names none. */
const queueLogger = (log: Logger): QueueLogger =>
  new QueueLogger(() => (_level, message) => log.debug({ queue: true }, message));

import { Socket } from 'node:net';
import { QueryFailedError, type DataSource, type EntityManager, type QueryRunner } from 'typeorm';
import { createDataSource } from '../../ormconfig.ts';
import { logPosition, STANDBY_POSITION } from '../database/log-position.ts';
import type { PrimaryPositions } from './primary-positions.ts';

/** A standby that says nothing is given up sooner than the primary: there is another to ask. */
const SILENCE_MS = 5_000;
/** So long nobody asks it after it has failed. */
const REST_MS = 5_000;
/** As PostgreSQL calls a query that was in the way of what the standby had to replay; the next one may do. */
const IN_THE_WAY = '40001';

/** A read was answered, or left to the primary because it would have been too old or has failed. */
export type ReadOutcome = 'answered' | 'too_old' | 'failed';

export interface StandbyOptions {
  /** Where a new connection reaches a standby, such as a proxy's address. */
  url: string;
  positions: PrimaryPositions;
  onRead: (outcome: ReadOutcome) => void;
  onError: (error: unknown) => void;
  onSuccess: () => void;
}

/** What was read on the standby. */
export interface StaleRead<Value> {
  value: Value;
  /** So long ago, in ms, it was all that there was. */
  ageMs: number;
}

/** The standby can't be read, while the primary may be. */
class UnreadableError extends Error {}

/** A PostgreSQL that follows the primary, and lags behind. Each read first asks how far it has come. */
export class Standby {
  readonly #options: StandbyOptions;
  readonly #sockets = new Set<Socket>();
  #source: Promise<DataSource> | undefined;
  #restsUntil = -Infinity;

  constructor(options: StandbyOptions) {
    this.#options = options;
  }

  /**
   * Reads if what is to be seen is no older than `mostMs`.
   *
   * @returns undefined where it is older, or the standby does not answer
   * @throws what `reader` throws of itself, about what it was asked
   */
  async read<Value>(
    mostMs: number,
    reader: (manager: EntityManager) => Promise<Value>,
  ): Promise<StaleRead<Value> | undefined> {
    const { onRead, onSuccess } = this.#options;
    if (performance.now() < this.#restsUntil) {
      onRead('failed');
      return undefined;
    }
    let runner: QueryRunner | undefined;
    try {
      runner = await this.#connect();
      const ageMs = await this.#ageAt(runner);
      const isGoodEnough = ageMs <= mostMs && ageMs < Infinity;
      const read = isGoodEnough ? { value: await reader(runner.manager), ageMs } : undefined;
      onRead(read ? 'answered' : 'too_old');
      onSuccess();
      return read;
    } catch (error) {
      if (!(error instanceof UnreadableError || error instanceof QueryFailedError)) throw error;
      onRead('failed');
      if (!isInTheWay(error)) this.#rest(error);
      return undefined;
    } finally {
      await runner?.release();
    }
  }

  async dispose(): Promise<void> {
    const source = await this.#source?.catch(() => undefined);
    await source?.destroy();
  }

  async #connect(): Promise<QueryRunner> {
    try {
      const runner = (await this.#open()).createQueryRunner();
      await runner.connect();
      return runner;
    } catch (error) {
      throw new UnreadableError('no connection to the standby', { cause: error });
    }
  }

  /** Not at the start of the server, which needs no standby. */
  #open(): Promise<DataSource> {
    this.#source ??= createDataSource(this.#options.url, {
      silenceMs: SILENCE_MS,
      openSocket: () => this.#openSocket(),
    })
      .initialize()
      .catch((error: unknown) => {
        this.#source = undefined;
        throw error;
      });
    return this.#source;
  }

  async #ageAt(runner: QueryRunner): Promise<number> {
    const rows = await runner.manager.query<unknown[]>(STANDBY_POSITION);
    if (rows.length === 0) {
      // Promoted meanwhile, or a primary from the start: new connections may lead to a standby.
      for (const socket of this.#sockets) socket.destroy();
      throw new UnreadableError('STANDBY_URL leads to a primary');
    }
    const position = logPosition(rows);
    return position ? this.#options.positions.ageOf(position, performance.now()) : Infinity;
  }

  #openSocket(): Socket {
    const socket = new Socket();
    this.#sockets.add(socket);
    return socket.once('close', () => this.#sockets.delete(socket));
  }

  #rest(error: Error): void {
    this.#restsUntil = performance.now() + REST_MS;
    this.#options.onError(error);
  }
}

const isInTheWay = (error: unknown): boolean =>
  error instanceof QueryFailedError && 'code' in error.driverError && error.driverError.code === IN_THE_WAY;

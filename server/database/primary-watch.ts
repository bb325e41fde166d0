import { Socket } from 'node:net';
import pg from 'pg';
import type { Logger } from 'pino';
import { logPosition, PRIMARY_POSITION, type LogPosition } from './log-position.ts';

const LOOK_EVERY_MS = 5_000;
const LONGEST_LOOK_MS = 5_000;
/** What PostgreSQL says to whoever writes on a server that has become a standby. */
const READ_ONLY = '25006';

export interface PrimaryWatchOptions {
  /** Where a new connection reaches the present primary, such as a proxy's address. */
  databaseUrl: string;
  log: Logger;
  /** Called once for each change, after the old connections were cut. */
  onChange: () => void;
  lookEveryMs?: number;
  /**
   * Told at each look where the primary's log had come to.
   *
   * @param askedAt of the monotonic clock, in ms, before it was asked
   */
  onPosition?: (position: LogPosition, askedAt: number) => void;
}

/**
 * Connections of a pool live as long as the server that they lead to, and one that is primary no longer may go on
 * answering, with what is out of date and without an error. So a new connection is made now and then, which a proxy
 * leads to the present primary, and asked for its timeline: PostgreSQL counts it up at each promotion. When it is a
 * later one, all connections from before are cut, and their pools open others.
 */
export class PrimaryWatch {
  readonly #options: PrimaryWatchOptions;
  readonly #sockets = new Set<Socket>();
  readonly #timer: NodeJS.Timeout;
  #timeline: number | undefined;
  #looking: Promise<void> = Promise.resolve();

  private constructor(options: PrimaryWatchOptions) {
    this.#options = options;
    const { lookEveryMs = LOOK_EVERY_MS } = options;
    this.#timer = setInterval(() => {
      this.#looking = this.#look();
    }, lookEveryMs).unref();
  }

  /** Resolves when the timeline of the present primary is known, so to be started before any pool; not without a database. */
  static async start(options: PrimaryWatchOptions): Promise<PrimaryWatch> {
    const watch = new PrimaryWatch(options);
    await watch.#look();
    return watch;
  }

  /** For a connection that must end when its server is no longer the primary. */
  readonly openSocket = (): Socket => {
    const socket = new Socket();
    this.#sockets.add(socket);
    return socket.once('close', () => this.#sockets.delete(socket));
  };

  /** Told of every query that failed, for whatever reason. */
  readonly onQueryError = (error: unknown): void => {
    if (error instanceof Error && 'code' in error && error.code === READ_ONLY) this.#cut([...this.#sockets]);
  };

  async dispose(): Promise<void> {
    clearInterval(this.#timer);
    await this.#looking;
  }

  async #look(): Promise<void> {
    // What is opened meanwhile may lead to the new primary already.
    const before = [...this.#sockets];
    const askedAt = performance.now();
    const position = await readPosition(this.#options.databaseUrl).catch(() => undefined);
    const timeline = position?.timeline ?? 0;
    // An earlier one is a primary of before, which the proxy has not noticed yet.
    if (!position || timeline < (this.#timeline ?? 0)) return;
    this.#options.onPosition?.(position, askedAt);
    if (timeline === this.#timeline) return;
    const isChange = this.#timeline !== undefined;
    this.#timeline = timeline;
    if (isChange) this.#cut(before);
  }

  #cut(sockets: Socket[]): void {
    const { log, onChange } = this.#options;
    log.warn(
      { connections: sockets.length },
      'PostgreSQL has another primary: connections to the one before are cut',
    );
    for (const socket of sockets) socket.destroy(new PrimaryChangedError());
    onChange();
  }
}

/** The connection leads to a PostgreSQL that is no longer the primary. */
export class PrimaryChangedError extends Error {
  override name = 'PrimaryChangedError';
  /** As the system calls a connection that the other side has ended. */
  readonly code = 'ECONNRESET';

  constructor() {
    super('PostgreSQL has another primary; the connection to the one before was cut.');
  }
}

/** @returns undefined on a standby */
async function readPosition(databaseUrl: string): Promise<LogPosition | undefined> {
  const client = new pg.Client({
    connectionString: databaseUrl,
    application_name: 'bitcoin-anomaly-detective primary',
    connectionTimeoutMillis: LONGEST_LOOK_MS,
    query_timeout: LONGEST_LOOK_MS,
  });
  // A connection that is lost after the answer is nobody's fault.
  client.on('error', () => undefined);
  try {
    await client.connect();
    return logPosition((await client.query(PRIMARY_POSITION)).rows);
  } finally {
    await client.end().catch(() => undefined);
  }
}

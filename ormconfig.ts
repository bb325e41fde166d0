import 'reflect-metadata';
import { Socket } from 'node:net';
import { DataSource, type Logger } from 'typeorm';
import {
  AccuracyBucket,
  AlertBudget,
  Candle,
  CandleSum,
  Channel,
  ChannelIncident,
  Checkpoint,
  Correction,
  Delivery,
  Detection,
  Incident,
  PushKey,
  Series,
  Trouble,
  Verdict,
  Watch,
  WatchLease,
} from '@detective/schema';
import { CandlesAndDetections1767225600000 } from './schema/migrations/1767225600000-candles-and-detections.ts';
import { Verdicts1767312000000 } from './schema/migrations/1767312000000-verdicts.ts';
import { ExchangeInKey1767398400000 } from './schema/migrations/1767398400000-exchange-in-key.ts';
import { Watches1767484800000 } from './schema/migrations/1767484800000-watches.ts';
import { UnknownVolume1767571200000 } from './schema/migrations/1767571200000-unknown-volume.ts';
import { AccuracyBuckets1767657600000 } from './schema/migrations/1767657600000-accuracy-buckets.ts';
import { Incidents1767744000000 } from './schema/migrations/1767744000000-incidents.ts';
import { ChannelsAndDeliveries1767830400000 } from './schema/migrations/1767830400000-channels-and-deliveries.ts';
import { IncidentBudgets1768089600000 } from './schema/migrations/1768089600000-incident-budgets.ts';
import { PushKey1768003200000 } from './schema/migrations/1768003200000-push-key.ts';
import { SummariesOfWaiting1768262400000 } from './schema/migrations/1768262400000-summaries-of-waiting.ts';
import { Troubles1767916800000 } from './schema/migrations/1767916800000-troubles.ts';
import { UsualRange1768348800000 } from './schema/migrations/1768348800000-usual-range.ts';
import { CandleSums1768176000000 } from './schema/migrations/1768176000000-candle-sums.ts';
import { AlertBudgets1768435200000 } from './schema/migrations/1768435200000-alert-budgets.ts';

/** PostgreSQL is somewhere where nobody answers any more. */
export class SilentDatabaseError extends Error {
  override name = 'SilentDatabaseError';
  /** As the system calls it. */
  readonly code = 'ETIMEDOUT';

  constructor(silenceMs: number) {
    super(`PostgreSQL has been silent for ${silenceMs / 1_000} s; the connection counts as lost.`);
  }
}

/**
 * A database, a role or a server may have other defaults for how values look on their way and for what a transaction sees.
 * But times that are not ISO can't be read, numbers cut to 15 digits are other numbers, NULL in a list would be a word, and
 * whoever has waited for a lock has to see what was committed meanwhile.
 */
const SESSION = `SET datestyle = ISO; SET extra_float_digits = 1; SET array_nulls = on;
  SET default_transaction_isolation = 'read committed'`;

/**
 * For pools of connections: tells each new one what it needs before anybody uses it. Not as parameters of its start, which
 * PgBouncer refuses.
 *
 * @param idleMs the other end of a cut connection may not notice for hours, and would keep its locks: so long may it wait
 *   within a transaction; 0 for ever
 */
export const onConnect =
  (idleMs: number) => async (client: { query(statement: string): Promise<unknown> }) => {
    await client.query(`${SESSION}; SET idle_in_transaction_session_timeout = ${idleMs}`);
  };

export interface ConnectionOptions {
  /**
   * So long may a query take without a single byte of an answer, 30 s by default; then its connection is cut, which is
   * what a network or a machine that is frozen never does by itself; 0 waits for ever.
   */
  silenceMs?: number;
  /** Told of every query that fails, beside whoever asked it. */
  onQueryError?: (error: unknown) => void;
  /** Who hears what else TypeORM says: nobody, unless it is a terminal. */
  logger?: Logger | 'simple-console';
  /** What each connection goes over. */
  openSocket?: () => Socket;
}

/**
 * The connection to PostgreSQL that server and migration command share.
 *
 * @param url such as `postgres://user:password@localhost:5432/candles`; without one, the `PG*` variables of the
 *   environment say where PostgreSQL is
 */
export function createDataSource(
  url?: string,
  {
    silenceMs = 30_000,
    onQueryError = () => undefined,
    logger = errorsTo(onQueryError),
    openSocket = () => new Socket(),
  }: ConnectionOptions = {},
): DataSource {
  return new DataSource({
    type: 'postgres',
    url,
    applicationName: 'bitcoin-anomaly-detective',
    entities: [
      AccuracyBucket,
      AlertBudget,
      Candle,
      CandleSum,
      Channel,
      ChannelIncident,
      Checkpoint,
      Correction,
      Delivery,
      Detection,
      Incident,
      PushKey,
      Series,
      Trouble,
      Verdict,
      Watch,
      WatchLease,
    ],
    migrations: [
      CandlesAndDetections1767225600000,
      Verdicts1767312000000,
      ExchangeInKey1767398400000,
      Watches1767484800000,
      UnknownVolume1767571200000,
      AccuracyBuckets1767657600000,
      Incidents1767744000000,
      ChannelsAndDeliveries1767830400000,
      Troubles1767916800000,
      PushKey1768003200000,
      IncidentBudgets1768089600000,
      CandleSums1768176000000,
      SummariesOfWaiting1768262400000,
      UsualRange1768348800000,
      AlertBudgets1768435200000,
    ],
    migrationsTransactionMode: 'each',
    synchronize: false,
    logger,
    poolSize: 10,
    connectTimeoutMS: 5_000,
    extra: {
      stream: () => cutWhenSilent(openSocket(), silenceMs),
      onConnect: onConnect(silenceMs),
    },
  });
}

/** TypeORM tells its logger of failures; of the rest nobody wants to hear. */
function errorsTo(onQueryError: (error: unknown) => void): Logger {
  const ignore = () => undefined;
  return {
    logQueryError: onQueryError,
    logQuery: ignore,
    logQuerySlow: ignore,
    logSchemaBuild: ignore,
    logMigration: ignore,
    log: ignore,
  };
}

/** A connection to PostgreSQL that is cut when nothing came over it for so long; 0 waits for ever. */
export function cutWhenSilent(socket: Socket, silenceMs: number): Socket {
  return socket.setTimeout(silenceMs, () => socket.destroy(new SilentDatabaseError(silenceMs)));
}

/** What the TypeORM command line uses: `npm run migration -- migration:show`. Making an index may take its time. */
export default createDataSource(process.env.DATABASE_URL, { silenceMs: 0, logger: 'simple-console' });

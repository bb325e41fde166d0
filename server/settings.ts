import { existsSync, readFileSync } from 'node:fs';
import { parseEnv } from 'node:util';
import type { ExchangeName } from '@detective/data';
import type { z } from 'zod';
import { isLoopback } from './access/tokens.ts';
import {
  InvalidSettingsError,
  LonelyStandbyError,
  TwoSourcesError,
  UnprotectedIngestError,
} from './errors/settings-errors.ts';
import { misspeltSettings } from './misspelt-settings.ts';
import { SETTINGS } from './settings-schema.ts';
import type { SetMarket } from './watches/watch-settings.ts';

/** Everything the server can be told, parsed. `REPLAY_RATE` is candles a second, as fast as it goes, or no worker. */
export interface Settings {
  port: number;
  host: string;
  databaseUrl: string | undefined;
  /** A standby of that database, for readers who allow that it lags behind; undefined asks the primary alone. */
  standbyUrl: string | undefined;
  /** So long may PostgreSQL be silent before a connection counts as lost. */
  databaseTimeoutMs: number;
  dataDir: string;
  /** A file, a folder or a glob. */
  candlesCsv: string | undefined;
  /** What settles the questions that the file leaves open, as arguments of the replay. */
  candlesOptions: readonly string[];
  /** Live candles; never beside a CSV file. */
  exchange: ExchangeName | undefined;
  /** Where the exchange is asked; undefined for its own address. */
  exchangeUrl: string | undefined;
  /** Markets that are followed from the first start on. */
  watch: readonly (SetMarket & { historyDays: number })[];
  /** Where requests to exchanges go instead, as the setting has it. */
  exchangeHosts: string;
  replayRate: number | 'max' | 'off';
  alertsPerWeek: number;
  model: string;
  /** Bearer token for mutations; undefined lets anybody send candles. */
  ingestToken: string | undefined;
  /** Bearer token for queries and subscriptions; undefined lets anybody read. */
  readToken: string | undefined;
  /** Operations a second that one client address may ask for. */
  rateLimit: number;
  /** Connections that one client address may hold. */
  connectionsPerAddress: number;
  /** Operations that may be under way on one WebSocket. */
  subscriptionsPerSocket: number;
  /** Addresses in front of the server whose `X-Forwarded-For` counts. */
  trustedProxies: string[];
  /** Names under which the server may be asked besides those of this machine. */
  allowedHosts: string[];
  /** Other sites whose pages may use the server. */
  allowedOrigins: string[];
  /** A candle that would begin one more series than this is refused. */
  maxSeries: number;
  hasIntrospection: boolean;
  /** GraphiQL at `/playground`. */
  hasPlayground: boolean;
  /** Carry wake-ups between replicas: one Redis, or several nodes of a Redis Cluster; undefined for a single server. */
  redisUrls: [string, ...string[]] | undefined;
  /** Addresses and secrets of channels are encrypted with it in the database; undefined leaves them as they are. */
  encryptionKey: string | undefined;
  /** Whether messages may go to loopback and private networks. */
  allowPrivateTargets: boolean;
  /** Where people reach the page, for links in messages. */
  publicUrl: string | undefined;
  /** Asked each minute while all is fresh. */
  heartbeatUrl: string | undefined;
  smtpUrl: string | undefined;
  /** The sender of mails. */
  mailFrom: string | undefined;
  /** Candles this much older than the newest of their series are deleted; undefined keeps everything. */
  retentionDays: number | undefined;
  /** Receipts are deleted so long after the last attempt that could be made. */
  deliveryRetentionDays: number;
  logLevel: 'debug' | 'info' | 'warn' | 'error' | 'silent';
}

/**
 * Reads the settings from an environment.
 *
 * @param environment names and values, such as `process.env`; an empty value counts as unset
 * @throws {InvalidSettingsError} naming every bad setting at once
 * @throws {TwoSourcesError} for an exchange beside a CSV file
 * @throws {LonelyStandbyError} for a standby without a primary
 * @throws {UnprotectedIngestError} for an address beyond loopback without a word about who may send candles
 * @example parseSettings({ PORT: '8080' }).port === 8080
 */
export function parseSettings(environment: Record<string, string | undefined>): Settings {
  const parsed = SETTINGS.safeParse(environment);
  if (!parsed.success) {
    throw new InvalidSettingsError(
      parsed.error.issues.map((issue) => ({
        setting: String(issue.path[0]),
        expected: issue.message,
        received: isSecret(String(issue.path[0])) ? '(not shown)' : environment[String(issue.path[0])],
      })),
    );
  }
  const { data } = parsed;
  if (data.EXCHANGE && data.CANDLES_CSV) throw new TwoSourcesError(data.EXCHANGE);
  if (data.STANDBY_URL && !data.DATABASE_URL) throw new LonelyStandbyError();
  if (!isLoopback(data.HOST) && data.INGEST_TOKEN === undefined && !data.ALLOW_ANONYMOUS_INGEST) {
    throw new UnprotectedIngestError(data.HOST);
  }
  return {
    port: data.PORT,
    host: data.HOST,
    databaseUrl: data.DATABASE_URL,
    standbyUrl: data.STANDBY_URL,
    databaseTimeoutMs: data.DATABASE_TIMEOUT * 1_000,
    dataDir: data.DATA_DIR,
    candlesCsv: data.CANDLES_CSV,
    candlesOptions: data.CANDLES_OPTIONS,
    exchange: data.EXCHANGE,
    exchangeUrl: data.EXCHANGE_URL,
    watch: data.WATCH.map((market) => ({ ...market, historyDays: data.WATCH_HISTORY_DAYS })),
    exchangeHosts: data.EXCHANGE_HOSTS,
    replayRate: data.REPLAY_RATE,
    alertsPerWeek: data.ALERTS_PER_WEEK,
    model: data.MODEL,
    ingestToken: data.INGEST_TOKEN,
    readToken: data.READ_TOKEN,
    rateLimit: data.RATE_LIMIT,
    connectionsPerAddress: data.CONNECTIONS_PER_ADDRESS,
    subscriptionsPerSocket: data.SUBSCRIPTIONS_PER_SOCKET,
    trustedProxies: data.TRUSTED_PROXIES,
    allowedHosts: data.ALLOWED_HOSTS,
    allowedOrigins: data.ALLOWED_ORIGINS,
    hasIntrospection: introspection(data),
    hasPlayground: data.PLAYGROUND === 'on',
    maxSeries: data.MAX_SERIES,
    redisUrls: data.REDIS_URL,
    encryptionKey: data.ENCRYPTION_KEY,
    allowPrivateTargets: data.ALLOW_PRIVATE_TARGETS,
    publicUrl: data.PUBLIC_URL,
    heartbeatUrl: data.HEARTBEAT_URL,
    smtpUrl: data.SMTP_URL,
    mailFrom: data.MAIL_FROM,
    retentionDays: data.RETENTION_DAYS,
    deliveryRetentionDays: data.DELIVERY_RETENTION_DAYS,
    logLevel: data.LOG_LEVEL,
  };
}

/**
 * Without a word, those who can read at all may ask about the schema, unless they are the whole world: the answer is by
 * far the largest for its question, and a strange server's schema is nobody's business.
 */
function introspection({ INTROSPECTION, NODE_ENV, HOST, READ_TOKEN }: z.infer<typeof SETTINGS>): boolean {
  if (INTROSPECTION !== undefined) return INTROSPECTION === 'true';
  return NODE_ENV !== 'production' && (isLoopback(HOST) || READ_TOKEN !== undefined);
}

/** What must not appear in a terminal or a log, even when it is wrong. */
const isSecret = (name: string) => /TOKEN|_KEY$|_URL$/.test(name);

/**
 * Settings of this process: its environment first, then the file `.env` in the working directory.
 *
 * @param warn told of names that were meant as settings and are none
 */
export function readSettings(warn: (sentence: string) => void): Settings {
  const inFile = existsSync('.env') ? parseSettingsFile(readFileSync('.env', 'utf8')) : {};
  for (const sentence of misspeltSettings(Object.keys(process.env), Object.keys(inFile))) warn(sentence);
  // Programs that this one starts read them, too.
  Object.assign(process.env, { ...inFile, ...process.env });
  return parseSettings(process.env);
}

/** Editors of Windows begin a file with a byte order mark, which `parseEnv` takes for a part of the first name. */
export const parseSettingsFile = (text: string): Record<string, string | undefined> =>
  parseEnv(text.replace(/^\uFEFF/, ''));

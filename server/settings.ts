import { existsSync } from 'node:fs';
import { resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { EXCHANGES, FILE_OPTIONS, fileOptions, type ExchangeName } from '@detective/data';
import { z } from 'zod';
import { hostList, originList, proxyList } from './access/setting-lists.ts';
import { isLoopback } from './access/tokens.ts';
import { redisAddresses } from './feed/redis-addresses.ts';
import { parseSmtpAddress } from './delivery/channels/smtp-address.ts';
import {
  exchangeHosts,
  LONGEST_HISTORY_DAYS,
  watchedMarkets,
  type SetMarket,
} from './watches/watch-settings.ts';

const blankIsUnset = (value: unknown) => (value === '' ? undefined : value);
const setting = <T extends z.ZodType>(schema: T) => z.preprocess(blankIsUnset, schema);

const replayRate = z
  .string()
  .default('10')
  .transform((text, context) => {
    if (text === 'max' || text === 'off') return text;
    const rate = Number(text);
    if (Number.isFinite(rate) && rate > 0 && rate <= 1_000) return rate;
    context.addIssue('expected candles a second above 0 and up to 1000, "max" or "off"');
    return z.NEVER;
  });

const token = z
  .string()
  .min(16, 'expected at least 16 characters, such as those of `openssl rand -hex 24`')
  .optional();

/** Options of the replay that settle what a file leaves open, such as `--volume-is quote --symbol ETH/USD`. */
const candlesOptions = z
  .string()
  .default('')
  .transform((text, context) => {
    const args = text.split(/\s+/).filter((part) => part !== '');
    try {
      fileOptions(parseArgs({ args, options: FILE_OPTIONS }).values);
      return args;
    } catch (error) {
      const reason = error instanceof Error ? error.message.split('. ')[0] : String(error);
      context.addIssue(`expected options such as --volume-is quote (${reason})`);
      return z.NEVER;
    }
  });

const httpAddress = (example: string) =>
  z
    .string()
    .regex(/^https?:\/\/[^/]/, `expected an address such as ${example}`)
    .transform((url) => url.replace(/\/+$/, ''))
    .optional();

const yesOrNo = z.enum(['true', 'false'], 'expected true or false');

const exchangeNames = Object.keys(EXCHANGES) as [ExchangeName];

const schema = z.object({
  PORT: setting(z.coerce.number('expected a port number').int().min(0).max(65_535).default(4000)),
  HOST: setting(z.string().default('127.0.0.1')),
  DATABASE_URL: setting(
    z
      .string()
      .regex(
        /^postgres(ql)?:\/\//,
        'expected an address such as postgres://user:password@localhost:5432/candles',
      )
      .optional(),
  ),
  DATABASE_TIMEOUT: setting(
    z.coerce.number('expected seconds').min(1, 'expected at least 1 second').max(3_600).default(30),
  ),
  DATA_DIR: setting(z.string().default('.data')).transform((path) => resolve(path)),
  CANDLES_CSV: setting(z.string().optional()).transform((path) => path && resolve(path)),
  CANDLES_OPTIONS: setting(candlesOptions),
  EXCHANGE: setting(z.enum(exchangeNames, `expected one of ${exchangeNames.join(', ')}`).optional()),
  EXCHANGE_URL: setting(
    z
      .string()
      .regex(/^https?:\/\/[^/]/, 'expected an address such as https://www.bitstamp.net')
      .transform((url) => url.replace(/\/+$/, ''))
      .optional(),
  ),
  WATCH: setting(watchedMarkets),
  WATCH_HISTORY_DAYS: setting(
    z.coerce.number('expected days').int().min(0).max(LONGEST_HISTORY_DAYS).default(90),
  ),
  EXCHANGE_HOSTS: setting(exchangeHosts),
  REPLAY_RATE: setting(replayRate),
  ALERTS_PER_WEEK: setting(
    z.coerce
      .number('expected alerts a week')
      .min(1 / 53, 'expected at least 0.02, which is one alert a year')
      .max(49, 'expected at most 49, which is seven alerts a day')
      .default(1),
  ),
  MODEL: setting(z.string().default('btc-usd-1h')),
  INGEST_TOKEN: setting(token),
  READ_TOKEN: setting(token),
  ALLOW_ANONYMOUS_INGEST: setting(yesOrNo.default('false')).transform((text) => text === 'true'),
  RATE_LIMIT: setting(
    z.coerce.number('expected operations a second').int().min(1).max(1_000_000).default(2_000),
  ),
  CONNECTIONS_PER_ADDRESS: setting(
    z.coerce.number('expected connections').int().min(1).max(1_000_000).default(256),
  ),
  SUBSCRIPTIONS_PER_SOCKET: setting(
    z.coerce.number('expected subscriptions').int().min(1).max(100_000).default(100),
  ),
  TRUSTED_PROXIES: setting(proxyList),
  ALLOWED_HOSTS: setting(hostList),
  ALLOWED_ORIGINS: setting(originList),
  MAX_SERIES: setting(
    z.coerce.number('expected a number of series').int().min(1).max(100_000).default(1_000),
  ),
  INTROSPECTION: setting(yesOrNo.optional()),
  PLAYGROUND: setting(z.enum(['on', 'off'], 'expected on or off').default('on')),
  NODE_ENV: setting(z.string().optional()),
  REDIS_URL: setting(redisAddresses.optional()),
  ENCRYPTION_KEY: setting(token),
  ALLOW_PRIVATE_TARGETS: setting(yesOrNo.default('false')).transform((text) => text === 'true'),
  PUBLIC_URL: setting(httpAddress('https://detective.example.org')),
  HEARTBEAT_URL: setting(httpAddress('https://hc-ping.com/…')),
  SMTP_URL: setting(
    z
      .string()
      .refine(
        (text) => parseSmtpAddress(text) !== undefined,
        'expected an address such as smtps://user:password@mail.example.org',
      )
      .optional(),
  ),
  MAIL_FROM: setting(z.string().optional()),
  RETENTION_DAYS: setting(z.coerce.number('expected days').min(1, 'expected at least 1 day').optional()),
  DELIVERY_RETENTION_DAYS: setting(
    z.coerce
      .number('expected days')
      .min(8, 'expected at least 8 days, or a weekly summary would come twice')
      .default(365),
  ),
  LOG_LEVEL: setting(z.enum(['debug', 'info', 'warn', 'error', 'silent']).default('info')),
});

/** Everything the server can be told, parsed. `REPLAY_RATE` is candles a second, as fast as it goes, or no worker. */
export interface Settings {
  port: number;
  host: string;
  databaseUrl: string | undefined;
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
  /** Carries wake-ups between replicas; undefined for a single server. */
  /** One Redis, or several nodes of a Redis Cluster. */
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

/** One or more settings that can't be used, each with what was expected and what was found. */
export class InvalidSettingsError extends Error {
  override name = 'InvalidSettingsError';

  constructor(faults: { setting: string; expected: string; received: string | undefined }[]) {
    const lines = faults.map(
      (fault) => `  ${fault.setting}: ${fault.expected}, received "${fault.received ?? ''}"`,
    );
    super(`These settings (environment or .env) can't be used:\n${lines.join('\n')}`);
  }
}

/** Others than this machine could send candles, and nobody said that they may. */
export class UnprotectedIngestError extends InvalidSettingsError {
  override name = 'UnprotectedIngestError';

  constructor(host: string) {
    const expected =
      'expected INGEST_TOKEN beside an address that others can reach, or ALLOW_ANONYMOUS_INGEST=true to let anybody in';
    super([{ setting: 'HOST', expected, received: host }]);
  }
}

/** Candles of a file and of an exchange would end up in one series. */
export class TwoSourcesError extends InvalidSettingsError {
  override name = 'TwoSourcesError';

  constructor(exchange: string) {
    super([{ setting: 'EXCHANGE', expected: 'expected either EXCHANGE or CANDLES_CSV', received: exchange }]);
  }
}

/**
 * Reads the settings from an environment.
 *
 * @param environment names and values, such as `process.env`; an empty value counts as unset
 * @throws {InvalidSettingsError} naming every bad setting at once
 * @throws {TwoSourcesError} for an exchange beside a CSV file
 * @throws {UnprotectedIngestError} for an address beyond loopback without a word about who may send candles
 * @example parseSettings({ PORT: '8080' }).port === 8080
 */
export function parseSettings(environment: Record<string, string | undefined>): Settings {
  const parsed = schema.safeParse(environment);
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
  if (!isLoopback(data.HOST) && data.INGEST_TOKEN === undefined && !data.ALLOW_ANONYMOUS_INGEST) {
    throw new UnprotectedIngestError(data.HOST);
  }
  return {
    port: data.PORT,
    host: data.HOST,
    databaseUrl: data.DATABASE_URL,
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
function introspection({ INTROSPECTION, NODE_ENV, HOST, READ_TOKEN }: z.infer<typeof schema>): boolean {
  if (INTROSPECTION !== undefined) return INTROSPECTION === 'true';
  return NODE_ENV !== 'production' && (isLoopback(HOST) || READ_TOKEN !== undefined);
}

/** What must not appear in a terminal or a log, even when it is wrong. */
const isSecret = (name: string) => /TOKEN|_KEY$|_URL$/.test(name);

/** Settings of this process: its environment first, then the file `.env` in the working directory. */
export function readSettings(): Settings {
  if (existsSync('.env')) process.loadEnvFile('.env');
  return parseSettings(process.env);
}

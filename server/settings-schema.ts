import { resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { EXCHANGES, FILE_OPTIONS, fileOptions, type ExchangeName } from '@detective/data';
import { z } from 'zod';
import { hostList, originList, proxyList } from './access/setting-lists.ts';
import { redisAddresses } from './feed/redis-addresses.ts';
import { parseSmtpAddress } from './delivery/channels/smtp-address.ts';
import { exchangeHosts, LONGEST_HISTORY_DAYS, watchedMarkets } from './watches/watch-settings.ts';

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

const postgresAddress = z
  .string()
  .regex(/^postgres(ql)?:\/\//, 'expected an address such as postgres://user:password@localhost:5432/candles')
  .optional();

const yesOrNo = z.enum(['true', 'false'], 'expected true or false');

const exchangeNames = Object.keys(EXCHANGES) as [ExchangeName];

/** What each setting may be in an environment; an empty value counts as unset. */
export const SETTINGS = z.object({
  PORT: setting(z.coerce.number('expected a port number').int().min(0).max(65_535).default(4000)),
  HOST: setting(z.string().default('127.0.0.1')),
  DATABASE_URL: setting(postgresAddress),
  STANDBY_URL: setting(postgresAddress),
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
  // Asked as it stands: whether a stroke at its end matters is for its own server to say.
  HEARTBEAT_URL: setting(
    z
      .string()
      .regex(/^https?:\/\/[^/]/, 'expected an address such as https://hc-ping.com/…')
      .optional(),
  ),
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

import { resolve } from 'node:path';
import { describe, expect, it } from 'vitest';
import { InvalidSettingsError } from './errors/settings-errors.ts';
import { parseSettings, parseSettingsFile } from './settings.ts';

describe('settings', () => {
  it('takes options for a file apart, and refuses those that no file has', () => {
    const { candlesOptions } = parseSettings({ CANDLES_OPTIONS: '--volume-is quote  --zone UTC-5' });
    expect(candlesOptions).toEqual(['--volume-is', 'quote', '--zone', 'UTC-5']);
    for (const CANDLES_OPTIONS of ['--volume-is dollars', '--unknown 1', 'quote'])
      expect(() => parseSettings({ CANDLES_OPTIONS })).toThrow(/CANDLES_OPTIONS: expected options such as/);
  });

  it('of alerts are addresses and a key long enough, which is not shown', () => {
    const settings = {
      PUBLIC_URL: 'https://example.org/',
      ENCRYPTION_KEY: 'sixteen-letters!',
      MAIL_FROM: 'a@b.org',
    };
    expect(parseSettings(settings)).toMatchObject({
      publicUrl: 'https://example.org',
      encryptionKey: 'sixteen-letters!',
      mailFrom: 'a@b.org',
    });
    expect(() => parseSettings({ ENCRYPTION_KEY: 'short' })).toThrow(
      /ENCRYPTION_KEY: .*received "\(not shown\)"/,
    );
    const HEARTBEAT_URL = 'https://beat.example.org/ping/?to=https://example.org/';
    expect(parseSettings({ HEARTBEAT_URL }).heartbeatUrl).toBe(HEARTBEAT_URL);
    expect(() => parseSettings({ HEARTBEAT_URL: 'soon' })).toThrow(/HEARTBEAT_URL: expected an address/);
    for (const SMTP_URL of ['mail.example.org', 'smtp://mail.example.org/?secure=false'])
      expect(() => parseSettings({ SMTP_URL })).toThrow(/SMTP_URL: expected an address such as smtps:/);
  });

  it('of a file may come from an editor of Windows, with a byte order mark and its line ends', () => {
    const text = '\uFEFFPORT=8080\r\nexport LOG_LEVEL="warn"\r\nALERTS_PER_WEEK=2 # two\r\n';
    expect(parseSettings(parseSettingsFile(text))).toMatchObject({
      port: 8_080,
      logLevel: 'warn',
      alertsPerWeek: 2,
    });
  });

  it('have defaults for an empty environment', () => {
    expect(parseSettings({})).toEqual({
      port: 4000,
      host: '127.0.0.1',
      databaseUrl: undefined,
      databaseTimeoutMs: 30_000,
      dataDir: resolve('.data'),
      candlesCsv: undefined,
      candlesOptions: [],
      exchange: undefined,
      exchangeUrl: undefined,
      watch: [],
      exchangeHosts: '',
      replayRate: 10,
      alertsPerWeek: 1,
      model: 'btc-usd-1h',
      ingestToken: undefined,
      readToken: undefined,
      rateLimit: 2_000,
      connectionsPerAddress: 256,
      subscriptionsPerSocket: 100,
      trustedProxies: [],
      allowedHosts: [],
      allowedOrigins: [],
      maxSeries: 1_000,
      hasIntrospection: true,
      hasPlayground: true,
      encryptionKey: undefined,
      allowPrivateTargets: false,
      publicUrl: undefined,
      heartbeatUrl: undefined,
      smtpUrl: undefined,
      mailFrom: undefined,
      redisUrls: undefined,
      retentionDays: undefined,
      deliveryRetentionDays: 365,
      logLevel: 'info',
    });
  });

  it('take an empty value as unset, as .env.example has them', () => {
    expect(parseSettings({ DATABASE_URL: '', CANDLES_CSV: '', PORT: '' })).toEqual(parseSettings({}));
  });

  it('take an exchange, and another address for it', () => {
    const settings = parseSettings({ EXCHANGE: 'bitstamp', EXCHANGE_URL: 'http://127.0.0.1:9/' });
    expect(settings).toMatchObject({ exchange: 'bitstamp', exchangeUrl: 'http://127.0.0.1:9' });
    expect(() => parseSettings({ EXCHANGE: 'kraken' })).toThrow(
      /EXCHANGE: expected one of bitstamp, received "kraken"/,
    );
    expect(() => parseSettings({ EXCHANGE_URL: 'mirror' })).toThrow(/EXCHANGE_URL: expected an address/);
  });

  it('refuse two sources of candles', () => {
    expect(() => parseSettings({ EXCHANGE: 'bitstamp', CANDLES_CSV: 'hours.csv' })).toThrow(
      /EXCHANGE: expected either EXCHANGE or CANDLES_CSV, received "bitstamp"/,
    );
  });

  it('take markets to watch, also those whose symbol has a colon, and refuse what names none', () => {
    const { watch } = parseSettings({
      WATCH: ' kraken:BTC/USD:1h  okx:ETH/USDT:USDT:5m kraken:BTC/USD:1h',
      WATCH_HISTORY_DAYS: '7',
    });
    expect(watch).toEqual([
      { exchange: 'kraken', symbol: 'BTC/USD', interval: '1h', historyDays: 7 },
      { exchange: 'okx', symbol: 'ETH/USDT:USDT', interval: '5m', historyDays: 7 },
    ]);
    expect(parseSettings({ WATCH: 'kraken:constructor/USD:1w' }).watch[0]?.historyDays).toBe(90);
    for (const WATCH of ['kraken', 'kraken:BTC/USD', ':BTC/USD:1h', 'kraken::1h', 'Kraken:BTC/USD:1h']) {
      expect(() => parseSettings({ WATCH })).toThrow(
        `WATCH: expected exchange:symbol:interval such as kraken:BTC/USD:1h, separated by blanks (not "${WATCH}")`,
      );
    }
    expect(() => parseSettings({ WATCH: 'kraken:BTC/USD:1M' })).toThrow(
      /WATCH: expected an interval of 1m, .*1w in kraken:BTC\/USD:1M/,
    );
    expect(() => parseSettings({ WATCH_HISTORY_DAYS: '-1' })).toThrow(/WATCH_HISTORY_DAYS/);
  });

  it('take other addresses for exchanges, and refuse what is none', () => {
    const EXCHANGE_HOSTS = 'kraken=http://127.0.0.1:9001 okx=http://127.0.0.1:9002';
    expect(parseSettings({ EXCHANGE_HOSTS }).exchangeHosts).toBe(EXCHANGE_HOSTS);
    expect(() => parseSettings({ EXCHANGE_HOSTS: 'kraken' })).toThrow(
      /EXCHANGE_HOSTS: expected entries such as kraken=http:\/\/127.0.0.1:9001, separated by blanks/,
    );
  });

  it('understand every form of a replay rate', () => {
    const rates = ['max', 'off', '0.5', '1000'].map(
      (REPLAY_RATE) => parseSettings({ REPLAY_RATE }).replayRate,
    );
    expect(rates).toEqual(['max', 'off', 0.5, 1000]);
  });

  it('name every bad one at once, with what was expected and received', () => {
    const environment = {
      PORT: 'http',
      REPLAY_RATE: 'fast',
      ALERTS_PER_WEEK: '0',
      LOG_LEVEL: 'loud',
    };
    expect(() => parseSettings(environment)).toThrow(InvalidSettingsError);
    try {
      parseSettings(environment);
    } catch (error) {
      const { message } = error as Error;
      for (const [name, value] of Object.entries(environment)) {
        expect(message).toMatch(new RegExp(`${name}: .*xpected .*received "${value}"`));
      }
    }
  });

  it('never repeat a secret, even a wrong one', () => {
    const environment = { INGEST_TOKEN: 'hunter2', DATABASE_URL: 'mysql://root:hunter2@localhost/candles' };
    expect(() => parseSettings(environment)).toThrow(
      /DATABASE_URL: expected .*not shown[^]*INGEST_TOKEN: expected .*not shown/,
    );
    expect(() => parseSettings(environment)).not.toThrow(/hunter2/);
  });

  it('need a word about who may send candles when others can reach the server', () => {
    expect(() => parseSettings({ HOST: '0.0.0.0' })).toThrow(/HOST: expected INGEST_TOKEN/);
    for (const HOST of ['localhost', '127.0.0.1', '127.1.2.3', '::1'])
      expect(parseSettings({ HOST }).host).toBe(HOST);
    expect(parseSettings({ HOST: '0.0.0.0', INGEST_TOKEN: 'x'.repeat(24) }).host).toBe('0.0.0.0');
    expect(parseSettings({ HOST: '::', ALLOW_ANONYMOUS_INGEST: 'true' }).host).toBe('::');
  });

  it('leave introspection off in production unless asked for', () => {
    expect(parseSettings({ NODE_ENV: 'production' }).hasIntrospection).toBe(false);
    expect(parseSettings({ NODE_ENV: 'production', INTROSPECTION: 'true' }).hasIntrospection).toBe(true);
  });

  it.each(['-1', '0', '1001', 'NaN', 'Infinity', 'maximum'])('refuse %s candles a second', (REPLAY_RATE) => {
    expect(() => parseSettings({ REPLAY_RATE })).toThrow(/REPLAY_RATE/);
  });

  it('take lists of proxies, hosts and origins, in one form each', () => {
    const settings = parseSettings({
      TRUSTED_PROXIES: 'loopback, 10.0.0.0/8,2001:db8::/32',
      ALLOWED_HOSTS: 'Detective.Example.org, [2001:DB8::1]',
      ALLOWED_ORIGINS: 'https://example.org/, http://localhost:5173',
    });
    expect(settings).toMatchObject({
      trustedProxies: ['loopback', '10.0.0.0/8', '2001:db8::/32'],
      allowedHosts: ['detective.example.org', '[2001:db8::1]'],
      allowedOrigins: ['https://example.org', 'http://localhost:5173'],
    });
    for (const [name, value] of [
      ['TRUSTED_PROXIES', 'nginx'],
      ['TRUSTED_PROXIES', '10.0.0.0/40'],
      ['ALLOWED_HOSTS', 'example.org:443'],
      ['ALLOWED_HOSTS', 'https://example.org'],
      ['ALLOWED_ORIGINS', 'example.org'],
      ['ALLOWED_ORIGINS', 'https://example.org/page'],
    ] as const) {
      expect(() => parseSettings({ [name]: `localhost,${value}` })).toThrow(new RegExp(`${name}: expected`));
    }
  });

  it('let nobody ask about the schema where anybody can ask', () => {
    const asks = (environment: Record<string, string>) =>
      parseSettings({ ALLOW_ANONYMOUS_INGEST: 'true', ...environment }).hasIntrospection;
    expect(asks({})).toBe(true);
    expect(asks({ HOST: '0.0.0.0' })).toBe(false);
    expect(asks({ HOST: '0.0.0.0', READ_TOKEN: 'a-read-token-of-enough-length' })).toBe(true);
    expect(asks({ HOST: '0.0.0.0', INTROSPECTION: 'true' })).toBe(true);
    expect(asks({ INTROSPECTION: 'false' })).toBe(false);
  });
});

import { once } from 'node:events';
import type { IncomingMessage } from 'node:http';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { WebSocket } from 'ws';
import { createDatabase } from '../../server/testing/test-database.ts';
import { freePort, ServerProcess } from '../server-process.ts';
import { TLS_PROXIES, TlsProxy } from './tls-proxy.ts';

const INGEST_TOKEN = 'an-ingest-token-of-enough-length';
/** Only Linux has all of 127.0.0.0/8, and with it several clients. */
const hasManyAddresses = process.platform === 'linux';

const SEND = `mutation ($candle: CandleInput!) { predictAnomaly(candle: $candle) { candle { openTime } } }`;
const candle = {
  ...{ symbol: 'BTC/USD', interval: '1h', openTime: '2020-01-01T00:00:00Z' },
  ...{ open: 7_100, high: 7_200, low: 7_000, close: 7_150, volume: 12 },
};

describe.each(TLS_PROXIES)('behind $name, as docs/operation.md sets it up', (kind) => {
  if (!kind.isInstalled || !hasManyAddresses) {
    it.skip(`not tried: it takes Linux, openssl and ${kind.name}`, () => undefined);
    return;
  }

  let server: ServerProcess;
  let proxy: TlsProxy;
  beforeAll(async () => {
    server = await ServerProcess.start({
      ...{ PORT: String(await freePort()), REPLAY_RATE: 'off', DATABASE_URL: await createDatabase() },
      ...{
        TRUSTED_PROXIES: 'loopback',
        ALLOWED_HOSTS: 'detective.example.org',
        INGEST_TOKEN,
        RATE_LIMIT: '1',
      },
    });
    proxy = await TlsProxy.start(kind, server.url);
  });
  afterAll(async () => {
    await proxy[Symbol.asyncDispose]();
    await server.stop();
  });

  function socket(from: string, origin: string) {
    const options = proxy.via(from, { origin });
    return new WebSocket(`wss://127.0.0.1:${options.port}/graphql`, 'graphql-transport-ws', {
      ...options,
      host: '127.0.0.1',
    });
  }

  it('a detection comes over wss to a page of this server, for a candle that came over https', async () => {
    const follower = socket('127.0.0.2', proxy.origin);
    await once(follower, 'open');
    const say = (message: object) => follower.send(JSON.stringify(message));
    say({ type: 'connection_init' });
    expect(String((await once(follower, 'message'))[0])).toContain('connection_ack');
    say({
      id: '1',
      type: 'subscribe',
      payload: { query: 'subscription { detections { candle { openTime } } }' },
    });
    const heard = once(follower, 'message');
    const headers = { authorization: `Bearer ${INGEST_TOKEN}` };
    const sent = await proxy.ask(SEND, { from: '127.0.0.3', variables: { candle }, headers });
    expect(sent.status).toBe(200);
    expect(sent.headers['strict-transport-security']).toBe('max-age=31536000');
    expect(String((await heard)[0])).toContain('2020-01-01T00:00:00.000Z');
    follower.terminate();
  });

  it('a page of another site gets no WebSocket', async () => {
    const stranger = socket('127.0.0.2', 'https://example.net');
    stranger.on('error', () => undefined);
    const [, answer] = (await once(stranger, 'unexpected-response')) as [unknown, IncomingMessage];
    expect(answer.statusCode).toBe(403);
  });

  it('each client has a limit of its own, whatever it claims in X-Forwarded-For', async () => {
    const status = async (from: string, claimed?: string) =>
      (await proxy.ask('{ __typename }', { from, headers: claimed ? { 'x-forwarded-for': claimed } : {} }))
        .status;
    for (let index = 0; index < 10; index++) expect(await status('127.0.0.4')).toBe(200);
    expect(await status('127.0.0.4')).toBe(429);
    expect(await status('127.0.0.4', '192.0.2.1')).toBe(429);
    expect(await status('127.0.0.5')).toBe(200);
  });
});

import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { WebSocket } from 'ws';
import { candleInputs, startTestServer, type RunningServer } from '../testing/running-server.ts';

const INGEST_TOKEN = 'an-ingest-token-of-enough-length';
const READ_TOKEN = 'a-read-token-of-enough-length';
const SEND = 'mutation ($candle: CandleInput!) { predictAnomaly(candle: $candle) { id } }';
const [candle] = candleInputs(1);

let server: RunningServer;
beforeAll(async () => {
  server = await startTestServer({ INGEST_TOKEN, READ_TOKEN });
});
afterAll(() => server[Symbol.asyncDispose]());

/** Runs an operation with a token over either transport and gives its error code, if any. */
const transports = {
  async http(query: string, token: string | undefined, variables: object = {}) {
    const answer = await server.ask(
      query,
      variables,
      token === undefined ? {} : { authorization: `Bearer ${token}` },
    );
    return answer.errors?.[0]?.extensions.code;
  },
  async websocket(query: string, token: string | undefined, variables: object = {}) {
    const client = server.connect({
      connectionParams: token === undefined ? {} : { authorization: `Bearer ${token}` },
    });
    type Errors = { extensions: { code: string } }[];
    // Errors of validation come instead of a result, those of execution within one.
    const errors = await client
      .iterate({ query, variables: { ...variables } })
      .next()
      .then(({ value }) => (value as { errors?: Errors }).errors)
      .catch((thrown: Errors) => thrown);
    await client.dispose();
    return errors?.[0]?.extensions.code;
  },
};

describe.each(Object.entries(transports))('over %s', (_name, run) => {
  it.each([
    ['nobody reads without a token', '{ series { symbol } }', undefined, 'UNAUTHENTICATED'],
    ['nobody reads with a wrong token', '{ series { symbol } }', 'wrong', 'UNAUTHENTICATED'],
    ['the read token reads', '{ series { symbol } }', READ_TOKEN, undefined],
    ['the ingest token reads, too', '{ series { symbol } }', INGEST_TOKEN, undefined],
    [
      'nobody looks at the schema without a token',
      '{ __schema { types { name } } }',
      undefined,
      'UNAUTHENTICATED',
    ],
  ])('%s', async (_title, query, token, code) => {
    expect(await run(query, token)).toBe(code);
  });

  it('only the ingest token sends candles', async () => {
    expect(await run(SEND, undefined, { candle })).toBe('UNAUTHENTICATED');
    expect(await run(SEND, READ_TOKEN, { candle })).toBe('UNAUTHENTICATED');
    expect(await run(SEND, `${INGEST_TOKEN}x`, { candle })).toBe('UNAUTHENTICATED');
    expect(await run(SEND, INGEST_TOKEN, { candle })).toBeUndefined();
  });

  it('no operation is too deep, too wide or has too many aliases', async () => {
    const aliases = Array.from({ length: 16 }, (_, index) => `a${index}: series { symbol }`).join(' ');
    const wide = `{ series { ${'symbol '.repeat(501)} } }`;
    const spreads = Array.from(
      { length: 12 },
      (_, index) => `fragment F${index} on Query { ...F${index + 1} ...F${index + 1} }`,
    );
    const bomb = `{ ...F0 } ${spreads.join(' ')} fragment F12 on Query { series { symbol } }`;
    for (const query of [`{ ${aliases} }`, wide, bomb])
      expect(await run(query, READ_TOKEN)).toBe('LIMIT_EXCEEDED');
  });
});

it('subscriptions need the read token', async () => {
  const subscription = 'subscription { detections { id } }';
  expect(await transports.websocket(subscription, undefined)).toBe('UNAUTHENTICATED');
});

it('/metrics needs the read token and counts what happened', async () => {
  expect((await fetch(`${server.app.url}/metrics`)).status).toBe(401);
  const headers = { authorization: `Bearer ${READ_TOKEN}` };
  const text = await (await fetch(`${server.app.url}/metrics`, { headers })).text();
  expect(text).toMatch(/detective_errors_total\{code="UNAUTHENTICATED"\} \d+/);
  expect(text).toMatch(/detective_model_info\{model_id="btc-usd-1h"\} 1/);
  expect(text).toMatch(/detective_candles_total\{exchange="",symbol="BTC\/USD",interval="1h"\} 1/);
});

it('one address can only ask so much', async () => {
  const limited = await startTestServer({ RATE_LIMIT: '1' });
  const codes = await Promise.all(
    Array.from(
      { length: 15 },
      async () => (await limited.ask('{ series { symbol } }')).errors?.[0]?.extensions.code,
    ),
  );
  expect(codes.filter((code) => code === 'LIMIT_EXCEEDED')).toHaveLength(5);
  await limited[Symbol.asyncDispose]();
});

it('introspection is off in production', async () => {
  const production = await startTestServer({ NODE_ENV: 'production' });
  const answer = await production.ask('{ __schema { types { name } } }');
  expect(answer.errors?.[0]?.extensions.code).toBe('BAD_USER_INPUT');
  expect((await production.ask('{ __typename }')).errors).toBeUndefined();
  await production[Symbol.asyncDispose]();
});

describe('requests that are no operation', () => {
  const post = (body: string, headers: Record<string, string>) =>
    fetch(`${server.app.url}/graphql`, { method: 'POST', body, headers });

  it.each([
    ['broken JSON', '{"query": ', { 'content-type': 'application/json' }, 400, 'BAD_USER_INPUT'],
    [
      'another content type',
      'query={series}',
      { 'content-type': 'application/x-www-form-urlencoded' },
      415,
      'BAD_USER_INPUT',
    ],
    [
      'plain text, as a foreign page could send',
      '{"query":"{series{symbol}}"}',
      { 'content-type': 'text/plain' },
      400,
      'BAD_USER_INPUT',
    ],
    [
      'an array of operations',
      '[{"query":"{__typename}"}]',
      { 'content-type': 'application/json' },
      400,
      'BAD_USER_INPUT',
    ],
    ['nothing', '{}', { 'content-type': 'application/json' }, 400, 'BAD_USER_INPUT'],
  ])('get a code: %s', async (_title, body, headers, status, code) => {
    const response = await post(body, headers);
    expect(response.status).toBe(status);
    const answer = (await response.json()) as { errors: { message: string; extensions: object }[] };
    expect(answer.errors[0]?.extensions).toMatchObject({ code });
    expect(JSON.stringify(answer)).not.toMatch(/node_modules|stack/);
  });

  it('carry headers that keep a browser from loading or framing anything foreign', async () => {
    for (const path of ['/health', '/playground', '/nothing-here']) {
      const { headers } = await fetch(`${server.app.url}${path}`);
      expect(headers.get('content-security-policy')).toMatch(/default-src 'none'.*frame-ancestors 'none'/);
      expect(headers.get('x-content-type-options')).toBe('nosniff');
    }
  });
});

it('a socket that says nothing is closed', async () => {
  const socket = new WebSocket(`${server.app.url.replace('http', 'ws')}/graphql`, 'graphql-transport-ws');
  const code = await new Promise((resolve) => socket.on('close', resolve));
  expect(code).toBe(4408);
});

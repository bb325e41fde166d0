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
    const response = await post(body, { ...headers, authorization: `Bearer ${READ_TOKEN}` });
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

describe('a refusal says in the words of HTTP, too, what it is', () => {
  const status = async (query: string, headers = {}, variables = {}) => {
    const response = await fetch(`${server.app.url}/graphql`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', ...headers },
      body: JSON.stringify({ query, variables }),
    });
    return { status: response.status, headers: response.headers, text: await response.text() };
  };
  const reader = { authorization: `Bearer ${READ_TOKEN}` };

  it('401 without the token', async () => {
    const refused = await status('{ series { symbol } }');
    expect(refused.status).toBe(401);
    expect(refused.headers.get('www-authenticate')).toBe('Bearer');
    expect((await status(SEND, reader, { candle })).status).toBe(401);
  });

  it('429 and when to come back for too many operations, valid or not, with a token or without', async () => {
    const limited = await startTestServer({ RATE_LIMIT: '1', INGEST_TOKEN, READ_TOKEN });
    const post = (query: string, headers: Record<string, string> = {}) =>
      fetch(`${limited.app.url}/graphql`, {
        method: 'POST',
        headers: { 'content-type': 'application/json', ...headers },
        body: JSON.stringify({ query }),
      });
    for (let index = 0; index < 5; index++) {
      expect((await post('{ series {')).status).toBe(401);
      expect((await post('{ nothing }', reader)).status).toBe(400);
    }
    const refused = await post('{ series { symbol } }', reader);
    expect(refused.status).toBe(429);
    expect(Number(refused.headers.get('retry-after'))).toBeGreaterThan(0);
    expect(Number(refused.headers.get('retry-after'))).toBeLessThanOrEqual(10);
    await limited[Symbol.asyncDispose]();
  });

  it('nothing about a document to those without a token', async () => {
    for (const query of ['{ serie { symbol } }', '{ series {', '{ series(symbl: 1) { symbol } }']) {
      const { text } = await status(query);
      expect(text).toContain('READ_TOKEN');
      expect(text).not.toMatch(/Did you mean|Cannot query|Syntax/);
    }
    expect((await status('{ serie { symbol } }', reader)).text).toContain('Did you mean');
  });

  it('400 and a sentence for subscriptions and persisted queries', async () => {
    const subscription = await status('subscription { anomalies { id } }', reader);
    expect(subscription.status).toBe(400);
    expect(subscription.text).toMatch(/Subscriptions run over WebSocket.*BAD_USER_INPUT/);
    const persisted = await fetch(`${server.app.url}/graphql`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', ...reader },
      body: JSON.stringify({ extensions: { persistedQuery: { version: 1, sha256Hash: 'a'.repeat(64) } } }),
    });
    expect(await persisted.text()).toMatch(/PersistedQueryNotSupported.*BAD_USER_INPUT/);
  });
});

it("the server's own worker reads and writes whatever the tokens and the limit are", async () => {
  const limited = await startTestServer({ RATE_LIMIT: '1', INGEST_TOKEN, READ_TOKEN }, undefined, 'worker');
  const authorization = 'Bearer worker';
  for (let index = 0; index < 15; index++) {
    expect((await limited.ask(SEND, { candle }, { authorization })).errors).toBeUndefined();
  }
  await limited[Symbol.asyncDispose]();
});

describe.each(Object.entries(transports))('null for an optional variable over %s', (_name, run) => {
  it.each([
    [
      'an argument with a default',
      'query ($limit: Int) { candles(limit: $limit) { high } }',
      { limit: null },
    ],
    ['an argument without one', 'query ($to: DateTime) { candles(to: $to) { high } }', { to: null }],
    ['a null in the document', '{ candles(to: null) { high } }', {}],
  ])('is the same as leaving it out: %s', async (_title, query, variables) => {
    expect(await run(query, READ_TOKEN, variables)).toBeUndefined();
  });
});

it('a subscription to a null interval follows all of them', async () => {
  const client = server.connect({ connectionParams: { authorization: `Bearer ${READ_TOKEN}` } });
  const query = 'subscription ($symbol: String) { anomalies(symbol: $symbol, interval: null) { id } }';
  const heard = client.iterate({ query, variables: { symbol: null } }).next();
  const metrics = async () => {
    const headers = { authorization: `Bearer ${READ_TOKEN}` };
    return (await fetch(`${server.app.url}/metrics`, { headers })).text();
  };
  await expect.poll(metrics, { timeout: 10_000 }).toMatch(/detective_subscribers 1\n/);
  await client.dispose();
  await heard.catch(() => undefined);
});

describe('questions about the schema', () => {
  const TYPE = 'kind name ofType { kind name ofType { kind name ofType { kind name } } }';
  const USUAL = `{ __schema { queryType { name } types { kind name description
    fields(includeDeprecated: true) { name description args { name type { ${TYPE} } } type { ${TYPE} } }
    inputFields { name type { ${TYPE} } } interfaces { ${TYPE} } enumValues { name } possibleTypes { ${TYPE} } }
    directives { name locations args { name type { ${TYPE} } } } } }`;
  it.each([
    ['the usual one', USUAL, undefined],
    ['two at once', '{ a: __schema { types { name } } b: __schema { types { name } } }', 'LIMIT_EXCEEDED'],
    [
      'lists within lists',
      '{ __schema { types { fields { type { fields { name } } } } } }',
      'LIMIT_EXCEEDED',
    ],
    [
      'the same list again and again',
      `{ __schema { types { ${Array.from({ length: 16 }, (_, index) => `a${index}: fields { name }`).join(' ')} } } }`,
      'LIMIT_EXCEEDED',
    ],
    ['too much of it', `{ __schema { types { ${'name '.repeat(501)} } } }`, 'LIMIT_EXCEEDED'],
  ])('are limited like others: %s', async (_title, query, code) => {
    expect(await transports.http(query, READ_TOKEN)).toBe(code);
  });
});

it('a socket that says nothing is closed', async () => {
  const socket = new WebSocket(`${server.app.url.replace('http', 'ws')}/graphql`, 'graphql-transport-ws');
  const code = await new Promise((resolve) => socket.on('close', resolve));
  expect(code).toBe(4408);
});

import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { BareConnection, OneConnection, upgradeRequest } from '../testing/raw-http.ts';
import { startTestServer, type RunningServer } from '../testing/running-server.ts';

let server: RunningServer;
beforeAll(async () => {
  server = await startTestServer();
});
afterAll(() => server[Symbol.asyncDispose]());

const JSON_TYPE = { 'content-type': 'application/json' };

describe('whatever goes wrong at /graphql is answered in the shape that GraphQL clients read', () => {
  const CASES: [string, number, string, string, object][] = [
    ['another method', 405, 'BAD_USER_INPUT', '/graphql', { method: 'PUT', headers: JSON_TYPE, body: '{}' }],
    ['a question about methods', 405, 'BAD_USER_INPUT', '/graphql', { method: 'OPTIONS' }],
    ['a path below it', 404, 'BAD_USER_INPUT', '/graphql/schema', {}],
    ['a path that is none', 400, 'BAD_USER_INPUT', '/graphql/%zz', {}],
    [
      'a body that is too long',
      413,
      'LIMIT_EXCEEDED',
      '/graphql',
      { method: 'POST', headers: JSON_TYPE, body: ' '.repeat(1024 * 1024 + 1) },
    ],
    [
      'a body of another type',
      415,
      'BAD_USER_INPUT',
      '/graphql',
      { method: 'POST', headers: { 'content-type': 'text/html' }, body: 'series' },
    ],
    [
      'a body that is no JSON',
      400,
      'BAD_USER_INPUT',
      '/graphql',
      { method: 'POST', headers: JSON_TYPE, body: '{"query"' },
    ],
    ['a browser', 400, 'BAD_USER_INPUT', '/graphql', { headers: { accept: 'text/html' } }],
    ['no operation', 400, 'BAD_USER_INPUT', '/graphql', { method: 'POST', headers: JSON_TYPE, body: '{}' }],
    ['no body', 400, 'BAD_USER_INPUT', '/graphql', { method: 'POST', headers: JSON_TYPE }],
  ];

  it.each(CASES)('%s: %i', async (_title, status, code, path, request) => {
    using connection = new OneConnection(server.app.url);
    const answer = await connection.ask(path, request);
    expect(answer.status).toBe(status);
    expect(answer.headers['content-type']).toMatch(/^application\/json/);
    const body = JSON.parse(answer.text) as { errors: { message: string }[] };
    expect(body).toMatchObject({ errors: [{ extensions: { code } }] });
    expect(body.errors[0]?.message).not.toBe('');
    expect(answer.text).not.toMatch(/node_modules|stack|FST_/);
  });

  it('tells a browser what is expected', async () => {
    const answer = await fetch(`${server.app.url}/graphql`, { headers: { accept: 'text/html' } });
    expect(await answer.text()).toContain('query: expected GraphQL, received nothing; operations are POSTed');
  });

  it('names the methods that it takes', async () => {
    using connection = new OneConnection(server.app.url);
    expect((await connection.ask('/graphql', { method: 'DELETE' })).headers.allow).toBe('GET, POST');
  });

  it('uses the newer media type for clients that ask for it', async () => {
    using connection = new OneConnection(server.app.url);
    const headers = { ...JSON_TYPE, accept: 'application/graphql-response+json' };
    const answer = await connection.ask('/graphql', { method: 'POST', headers, body: '{"query"' });
    expect(answer.headers['content-type']).toMatch(/^application\/graphql-response\+json/);
  });

  it.each([
    ['no HTTP', 'hello\r\n\r\n', 400],
    ['an endless head', `GET /graphql HTTP/1.1\r\nX-Long: ${'x'.repeat(100_000)}`, 431],
    ['a WebSocket elsewhere', upgradeRequest({}, '/socket'), 400],
    ['a WebSocket without a key', upgradeRequest({ 'Sec-WebSocket-Key': '' }), 400],
  ])('%s', async (_title, bytes, status) => {
    using connection = await BareConnection.open(server.app.url, bytes);
    await connection.closed;
    const [head = '', body = ''] = connection.text.split('\r\n\r\n');
    expect(head).toMatch(new RegExp(`^HTTP/1.1 ${status} `));
    expect(JSON.parse(body)).toMatchObject({ errors: [{ message: expect.any(String) as string }] });
  });
});

it('elsewhere it is a plain sentence', async () => {
  using connection = new OneConnection(server.app.url);
  for (const path of ['/nothing-here', '/%zz']) {
    const { headers, text } = await connection.ask(path);
    expect(headers['content-type']).toMatch(/^text\/plain/);
    expect(text).toMatch(/^[^{]+\n$/);
  }
});

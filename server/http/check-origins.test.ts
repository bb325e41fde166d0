import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { BareConnection, OneConnection, upgradeRequest } from '../testing/raw-http.ts';
import { startTestServer, type RunningServer } from '../testing/running-server.ts';

let server: RunningServer;
let allowing: RunningServer;
let port: string;
beforeAll(async () => {
  server = await startTestServer();
  ({ port } = new URL(server.app.url));
  allowing = await startTestServer({
    ALLOWED_HOSTS: 'detective.example.org',
    ALLOWED_ORIGINS: 'https://example.org',
  });
});
afterAll(async () => {
  await server[Symbol.asyncDispose]();
  await allowing[Symbol.asyncDispose]();
});

/** The status of a query over HTTP, and of an upgrade to a WebSocket, with these headers. */
async function statuses({ app: { url } }: RunningServer, headers: Record<string, string>) {
  using http = new OneConnection(url);
  const { status } = await http.operation('{ __typename }', {}, headers);
  using bare = await BareConnection.open(url, upgradeRequest(headers));
  await expect.poll(() => bare.text).toMatch(/^HTTP\/1.1 \d+/);
  return [status, Number(bare.text.slice(9, 12))];
}

const WELCOME = [200, 101];
const FORBIDDEN = [403, 403];

describe('a page of another site', () => {
  it.each(['https://evil.example', 'null', 'http://localhost:1', 'http://127.0.0.1', 'nonsense'])(
    'can neither ask nor connect: %s',
    async (Origin) => {
      expect(await statuses(server, { Host: `localhost:${port}`, Origin })).toEqual(FORBIDDEN);
    },
  );

  it('can when it is allowed, and is given the answers', async () => {
    const Origin = 'https://example.org';
    expect(await statuses(allowing, { Host: 'localhost', Origin })).toEqual(WELCOME);
    using http = new OneConnection(allowing.app.url);
    const preflight = await http.ask('/graphql', {
      method: 'OPTIONS',
      headers: { Host: 'localhost', Origin, 'Access-Control-Request-Method': 'POST' },
    });
    expect(preflight.status).toBe(204);
    expect(preflight.headers['access-control-allow-origin']).toBe(Origin);
    const answer = await http.operation('{ __typename }', {}, { Host: 'localhost', Origin });
    expect(answer.headers['access-control-allow-origin']).toBe(Origin);
    expect(await statuses(allowing, { Host: 'localhost', Origin: 'https://evil.example' })).toEqual(
      FORBIDDEN,
    );
  });

  it('is told why in the shape of GraphQL', async () => {
    using http = new OneConnection(server.app.url);
    const { text } = await http.operation('{ __typename }', {}, { Origin: 'https://evil.example' });
    expect(JSON.parse(text)).toMatchObject({ errors: [{ extensions: { code: 'FORBIDDEN' } }] });
  });
});

describe('a query by GET', () => {
  const asked = async (headers: Record<string, string>) => {
    using http = new OneConnection(server.app.url);
    return await http.ask('/graphql?query=%7B__typename%7D', { headers });
  };

  it('is answered where it is a fetch, as urql sends it', async () => {
    const { status, text } = await asked({ 'Sec-Fetch-Mode': 'cors' });
    expect([status, JSON.parse(text)]).toEqual([200, { data: { __typename: 'Query' } }]);
    expect((await asked({ 'Apollo-Require-Preflight': 'true' })).status).toBe(200);
  });

  it.each<Record<string, string>>([{}, { 'Sec-Fetch-Mode': 'no-cors' }, { 'Sec-Fetch-Mode': 'navigate' }])(
    'is refused where a picture or a link could have sent it: %j',
    async (headers) => {
      expect((await asked(headers)).status).toBe(400);
    },
  );

  it('is refused where it is the fetch of another site', async () => {
    const headers = {
      'Sec-Fetch-Mode': 'cors',
      'Sec-Fetch-Site': 'cross-site',
      Origin: 'https://evil.example',
    };
    expect((await asked(headers)).status).toBe(403);
  });
});

describe('our own page', () => {
  it('can, under each name of this machine, and so can what is no browser', async () => {
    for (const name of ['localhost', '127.0.0.1', '[::1]']) {
      const Host = `${name}:${port}`;
      expect(await statuses(server, { Host, Origin: `http://${Host}` })).toEqual(WELCOME);
      expect(await statuses(server, { Host })).toEqual(WELCOME);
    }
  });

  it('can behind a proxy that ends TLS and passes the name on', async () => {
    const headers = { Host: 'detective.example.org', Origin: 'https://detective.example.org' };
    expect(await statuses(allowing, headers)).toEqual(WELCOME);
  });
});

it('a name that somebody else pointed to this machine is refused, everywhere', async () => {
  const Host = `rebound.example:${port}`;
  expect(await statuses(server, { Host, Origin: `http://${Host}` })).toEqual(FORBIDDEN);
  using http = new OneConnection(server.app.url);
  for (const path of ['/', '/metrics', '/health', '/playground']) {
    expect((await http.ask(path, { headers: { Host } })).status).toBe(403);
  }
  expect(await statuses(server, { Host: 'not a host' })).toEqual([400, 400]);
});

import pg from 'pg';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { OneConnection } from '../testing/raw-http.ts';
import { candleInputs, startTestServer, type RunningServer } from '../testing/running-server.ts';

let server: RunningServer;
beforeAll(async () => {
  server = await startTestServer();
});
afterAll(() => server[Symbol.asyncDispose]());

const SEND = 'mutation ($candle: CandleInput!) { predictAnomaly(candle: $candle) { id candle { close } } }';
const FIND = 'query ($from: DateTime, $limit: Int! = 3) { candles(from: $from, limit: $limit) { openTime } }';
const TWO = 'query One { series { symbol } } query Two { series { interval } }';
const [first, second] = candleInputs(2);

const CASES: [what: string, code: string | undefined, status: number, body: object, headers?: object][] = [
  ['a candle', undefined, 200, { query: SEND, variables: { candle: first } }],
  ['no variables', undefined, 200, { query: '{ series { symbol } }' }],
  [
    'null for all that may be left out',
    undefined,
    200,
    { query: FIND, variables: { from: null }, operationName: null },
  ],
  ['one of two operations', undefined, 200, { query: TWO, operationName: 'Two' }],
  ['a client that takes JSON', undefined, 200, { query: FIND }, { accept: 'application/json' }],
  ['a client that takes all', undefined, 200, { query: FIND }, { accept: '*/*' }],
  [
    'a client that would rather have the new type',
    undefined,
    200,
    { query: FIND },
    { accept: 'application/graphql-response+json, */*;q=0.1' },
  ],
  ['a client that takes pictures', 'BAD_USER_INPUT', 406, { query: FIND }, { accept: 'image/png' }],
  [
    'another candle of the same hour',
    'CANDLE_CONFLICT',
    200,
    { query: SEND, variables: { candle: { ...second, openTime: first?.openTime } } },
  ],
  [
    'a candle without a close',
    'BAD_USER_INPUT',
    400,
    { query: SEND, variables: { candle: { ...second, close: undefined } } },
  ],
  ['variables that are a list', 'BAD_USER_INPUT', 400, { query: FIND, variables: [] }],
  ['variables that are a text', 'BAD_USER_INPUT', 400, { query: FIND, variables: 'from' }],
  ['a name that is a number', 'BAD_USER_INPUT', 400, { query: TWO, operationName: 2 }],
  ['neither of two operations', 'BAD_USER_INPUT', 400, { query: TWO }],
  [
    'a query that is kept elsewhere',
    'BAD_USER_INPUT',
    200,
    { query: FIND, extensions: { persistedQuery: { version: 1, sha256Hash: 'a' } } },
  ],
  ['a fault of the server', 'INTERNAL_SERVER_ERROR', 200, { query: '{ corrections { close } }' }],
];

it.each(CASES)(
  '%s is answered when its document is known as when it is not',
  async (what, code, status, body, headers = {}) => {
    await withoutCorrections();
    using connection = new OneConnection(server.app.url);
    const ask = async (text: object) => {
      const sent = {
        method: 'POST',
        headers: { 'content-type': 'application/json', ...headers },
        body: JSON.stringify(text),
      };
      const answer = await connection.ask('/graphql', sent);
      const { date, 'x-request-id': id, ...rest } = answer.headers;
      expect([date, id]).toEqual([expect.any(String), expect.any(String)]);
      return { ...answer, headers: rest };
    };
    const { query } = body as { query: string };
    const unknown = await ask({ ...body, query: `${query} # ${what}` });
    await server.ask(query, {}, {});
    expect(await ask(body)).toEqual(unknown);
    expect(unknown.status).toBe(status);
    const { errors } = JSON.parse(unknown.text) as { errors?: { extensions: { code: string } }[] };
    expect(errors?.[0]?.extensions.code).toBe(code);
  },
);

/** Without its table a list of corrections can't be read. */
async function withoutCorrections(): Promise<void> {
  const client = new pg.Client({ connectionString: server.databaseUrl });
  await client.connect();
  await client.query('DROP TABLE IF EXISTS correction');
  await client.end();
}

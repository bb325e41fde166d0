import { once } from 'node:events';
import { request, type IncomingMessage } from 'node:http';
import { json } from 'node:stream/consumers';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createDatabase } from '../../server/testing/test-database.ts';
import { simulatedHours } from '../fixtures.ts';
import { freePort, ServerProcess } from '../server-process.ts';
import { inputsOf, send } from './candle-sender.ts';
import { INSIDE } from './inside.ts';
import { expectSameRows, rowsOf, storedRows } from './stored-rows.ts';
import { post, TRANSPORTS, type Operation, type RawAnswer } from './transports.ts';

const HOURS = simulatedHours(140);
/** Candles before the bad ones, enough for the detector to be warm, so that a trace of one would show in the next. */
const BEFORE = 60;
const BAD = 'BAD/USD';
const NEXT = inputsOf(BAD, HOURS)[BEFORE];
if (!NEXT) throw new Error('the fixture is too short');

let databaseUrl: string;
let server: ServerProcess;
beforeAll(async () => {
  databaseUrl = await createDatabase();
  server = await ServerProcess.start({
    PORT: String(await freePort()),
    REPLAY_RATE: 'off',
    DATABASE_URL: databaseUrl,
    RATE_LIMIT: '100000',
  });
  await send(server.url, 'WHOLE', HOURS);
  await send(server.url, BAD, HOURS.slice(0, BEFORE));
});
afterAll(() => server.stop());

const withCandle = (fault: object): Operation => ({
  query: 'mutation ($candle: CandleInput!) { predictAnomaly(candle: $candle) { id } }',
  variables: { candle: { ...NEXT, ...fault } },
});
const inline = (values: string): Operation => ({
  query: `mutation { predictAnomaly(candle: { symbol: "${BAD}", openTime: "${NEXT.openTime}", ${values} }) { id } }`,
});
const numbers = (open: string) => inline(`open: ${open}, high: 40000, low: 10000, close: 30000, volume: 1`);
const query = (text: string): Operation => ({ query: text });
const hoursAhead = (hours: number) =>
  new Date(Math.ceil(Date.now() / 3_600_000 + hours) * 3_600_000).toISOString();
const spreads = (depth: number) =>
  Array.from({ length: depth }, (_, n) => `fragment F${n} on Query { ...F${n + 1} ...F${n + 1} }`).join(' ');
const SQL = "'; DROP TABLE candle; --";

const CASES: [string, Operation, string?][] = [
  ...(['openTime', 'open', 'high', 'low', 'close', 'volume'] as const).flatMap(
    (field): [string, Operation][] => [
      [`no ${field}`, withCandle({ [field]: undefined })],
      [`null for ${field}`, withCandle({ [field]: null })],
      [`SQL for ${field}`, withCandle({ [field]: SQL })],
      [`a list for ${field}`, withCandle({ [field]: [1] })],
      [`an object for ${field}`, withCandle({ [field]: { set: 1 } })],
    ],
  ),
  ...(['open', 'high', 'low', 'close', 'volume'] as const).flatMap((field): [string, Operation][] => [
    [`text for ${field}`, withCandle({ [field]: '30000' })],
    [`true for ${field}`, withCandle({ [field]: true })],
    [`a negative ${field}`, withCandle({ [field]: -1 })],
    [`1e308 for ${field}`, withCandle({ [field]: 1e308 })],
    ...['NaN', 'Infinity', '-Infinity', 'nan', 'inf', '∞'].map((text): [string, Operation] => [
      `"${text}" for ${field}`,
      withCandle({ [field]: text }),
    ]),
  ]),
  ...['NaN', 'Infinity', '-Infinity', '1e999', '-1e999', '0x10', '1_000', '.5', '"1"'].map(
    (text): [string, Operation] => [`${text} in the document`, numbers(text)],
  ),
  ['a price of 0', withCandle({ low: 0 })],
  ['a high below the low', withCandle({ high: 1, low: 2 })],
  ['a low above the body', withCandle({ low: NEXT.high })],
  ['a high below the body', withCandle({ high: NEXT.low })],
  ['an hour that has not closed', withCandle({ openTime: hoursAhead(-1) }), 'CANDLE_NOT_CLOSED'],
  ['an hour in the future', withCandle({ openTime: hoursAhead(1_000) }), 'CANDLE_NOT_CLOSED'],
  ['the year 1970', withCandle({ openTime: '1970-01-01T00:00:00Z' })],
  ['the year 275760', withCandle({ openTime: '+275760-09-13T00:00:00Z' })],
  ['the 31st of February', withCandle({ openTime: '2021-02-31T00:00:00Z' })],
  ['a time off the grid', withCandle({ openTime: NEXT.openTime.replace(':00:00', ':00:01') })],
  ['an offset that leads off the grid', withCandle({ openTime: '2021-03-01T00:00:00+05:30' })],
  ['a time without a zone', withCandle({ openTime: '2021-03-01T00:00:00' })],
  ['a number for a time', withCandle({ openTime: 1_614_556_800_000 })],
  ['an unknown field', withCandle({ trades: 3 })],
  ['a field of prototypes', withCandle({ ['__proto__x']: { admin: true }, constructor: 1 })],
  ['an unknown interval', withCandle({ interval: '7h' })],
  ['an interval of every object', withCandle({ interval: 'constructor' })],
  ['SQL for an interval', withCandle({ interval: SQL })],
  ['no symbol', withCandle({ symbol: '' })],
  ['a symbol of 10,000 characters', withCandle({ symbol: 'B'.repeat(10_000) })],
  ['SQL for a symbol', withCandle({ symbol: SQL })],
  ['a symbol with a NUL', withCandle({ symbol: 'BTC\u0000USD' })],
  ['a symbol with line feeds', withCandle({ symbol: 'BTC\r\nUSD' })],
  ['a symbol with a surrogate alone', withCandle({ symbol: 'BTC\ud800' })],
  [
    'the same hour with other values',
    withCandle({ ...inputsOf(BAD, HOURS)[BEFORE - 1], volume: 1 }),
    'CANDLE_CONFLICT',
  ],
  ['an hour before all others', withCandle({ openTime: '2020-01-01T00:00:00Z' }), 'CANDLE_OUT_OF_ORDER'],
  [
    '1,001 candles',
    {
      query: 'mutation ($candles: [CandleInput!]!) { predictAnomalies(candles: $candles) { id } }',
      variables: { candles: Array.from({ length: 1_001 }, () => NEXT) },
    },
    'LIMIT_EXCEEDED',
  ],
  ['an empty document', query('')],
  ['half a document', query('{ series {')],
  ['a field that does not exist', query('{ users { password } }')],
  ['two operations without a name', query('query A { __typename } query B { __typename }')],
  ['fragments that loop', query('{ ...A } fragment A on Query { ...B } fragment B on Query { ...A }')],
  [
    'fragments that multiply',
    query(`{ ...F0 } ${spreads(20)} fragment F20 on Query { series { symbol } }`),
    'LIMIT_EXCEEDED',
  ],
  [
    '100 aliases',
    query(`{ ${Array.from({ length: 100 }, (_, n) => `a${n}: series { symbol }`).join(' ')} }`),
    'LIMIT_EXCEEDED',
  ],
  ['1,000 levels', query(`${'{ series '.repeat(1_000)}${'}'.repeat(1_000)}`), 'LIMIT_EXCEEDED'],
  ['10,000 fields', query(`{ series { ${'symbol '.repeat(10_000)} } }`)],
  ['a page of 1,001', query('{ candles(limit: 1001) { high } }'), 'LIMIT_EXCEEDED'],
  ['a page of -1', query('{ candles(limit: -1) { high } }')],
  ['a page of 1e10', query('{ candles(limit: 10000000000) { high } }')],
  ['no document at all', {}],
  ['a number for a document', { query: 42 }],
  ['a list for variables', { query: '{ __typename }', variables: [1] }],
  ['an object for an operation name', { query: '{ __typename }', operationName: {} }],
];

function expectDiscreet({ text, status }: RawAnswer): void {
  expect(text).not.toMatch(INSIDE);
  if (status !== undefined) expect(status).toBeLessThan(500);
}

describe.each(TRANSPORTS)('over %s', (transportName, ask) => {
  it.each(CASES)('%s is refused with its code', async (_title, operation, code = 'BAD_USER_INPUT') => {
    const answer = await ask(server.url, operation);
    expectDiscreet(answer);
    // What is no subscribe message of the protocol at all closes the WebSocket.
    const isProtocol =
      typeof operation.query !== 'string' || Array.isArray(operation.variables) || operation.operationName;
    const codes = transportName === 'WebSocket' && isProtocol ? ['4400', code] : [code];
    expect(codes).toContain(answer.codes[0]);
  });
});

describe('a body that is no operation', () => {
  const JSON_TYPE = { 'content-type': 'application/json' };
  it.each([
    ['broken JSON', '{"query": ', JSON_TYPE],
    ['NaN in JSON', '{"query":"{__typename}","variables":{"a":NaN}}', JSON_TYPE],
    ['Infinity in JSON', '{"query":"{__typename}","variables":{"a":-Infinity}}', JSON_TYPE],
    ['null', 'null', JSON_TYPE],
    ['a list of operations', '[{"query":"{__typename}"}]', JSON_TYPE],
    ['deep JSON', `${'['.repeat(100_000)}${']'.repeat(100_000)}`, JSON_TYPE],
    ['a form', 'query={__typename}', { 'content-type': 'application/x-www-form-urlencoded' }],
    ['XML', '<query/>', { 'content-type': 'text/xml' }],
  ])('%s is refused with a code', async (_title, body, headers) => {
    const answer = await post(server.url, body, headers);
    expectDiscreet(answer);
    expect(answer.status).toBeGreaterThanOrEqual(400);
    expect(['BAD_USER_INPUT', 'LIMIT_EXCEEDED']).toContain(answer.codes[0]);
  });
});

it('a body of 50 MB is refused before it is sent', async () => {
  const headers = { 'content-type': 'application/json', 'content-length': 50 * 1024 * 1024 };
  const upload = request(`${server.url}/graphql`, { method: 'POST', headers });
  upload.on('error', () => undefined);
  upload.flushHeaders();
  const [response] = (await once(upload, 'response')) as [IncomingMessage];
  expect(response.statusCode).toBe(413);
  expect(await json(response)).toMatchObject({ errors: [{ extensions: { code: 'LIMIT_EXCEEDED' } }] });
  upload.destroy();
});

it('afterwards the good candles are judged as if no bad one had ever come', async () => {
  const { data } = await send(server.url, BAD, HOURS.slice(BEFORE));
  expect(data?.predictAnomalies).toHaveLength(HOURS.length - BEFORE);
  const rows = await storedRows(databaseUrl);
  expect(rows.series.map(({ symbol }) => symbol)).toEqual([BAD, 'WHOLE']);
  expectSameRows(rowsOf(rows, BAD), rowsOf(rows, 'WHOLE'));
});

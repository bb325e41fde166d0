import fc from 'fast-check';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { createDatabase } from '../../server/testing/test-database.ts';
import { simulatedHours } from '../fixtures.ts';
import { freePort, ServerProcess } from '../server-process.ts';
import { inputsOf, send } from './candle-sender.ts';
import { INSIDE } from './inside.ts';
import { expectSameRows, rowsOf, storedRows } from './stored-rows.ts';
import { post, TRANSPORTS, type RawAnswer } from './transports.ts';

const HOURS = simulatedHours(100);
const BEFORE = 60;
const FUZZED = 'FUZZ/USD';
const NEXT = inputsOf(FUZZED, HOURS)[BEFORE];
const RUNS = 250;
/** Over WebSocket each run costs a connection. */
const SOCKET_RUNS = 100;
const KNOWN_CODES =
  /^(BAD_USER_INPUT|LIMIT_EXCEEDED|CANDLE_CONFLICT|CANDLE_OUT_OF_ORDER|CANDLE_NOT_CLOSED|44\d\d)$/;

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
  await send(server.url, FUZZED, HOURS.slice(0, BEFORE));
});
afterAll(() => server.stop());

function expectDiscreet({ text, status = 200, codes }: RawAnswer): void {
  expect(status).toBeLessThan(500);
  expect(text).not.toMatch(INSIDE);
  for (const code of codes) expect(code).toMatch(KNOWN_CODES);
}

/** Values of every kind that JSON has, nasty ones among them. */
const nasty = fc.oneof(
  fc.constantFrom<unknown>(
    null,
    true,
    -0,
    1e308,
    -1e308,
    5e-324,
    2 ** 53,
    '',
    '\0',
    '\ud800',
    "'; DROP TABLE candle; --",
  ),
  fc.jsonValue({ maxDepth: 3 }),
  fc.string({ unit: 'binary', maxLength: 300 }),
  fc.double(),
);
const FIELDS = [
  'exchange',
  'symbol',
  'interval',
  'openTime',
  'open',
  'high',
  'low',
  'close',
  'volume',
] as const;
const IMPOSSIBLE = { high: -1 };

/** A good candle of which at least one value is none that a candle can have. */
const badCandle = fc
  .tuple(fc.dictionary(fc.oneof(fc.constantFrom<string>(...FIELDS), fc.string()), nasty, { maxKeys: 5 }))
  .map(([faults]) => ({ ...NEXT, ...faults, ...IMPOSSIBLE }));

const name = fc.oneof(
  fc.constantFrom(
    'series',
    'candles',
    'detections',
    'accuracy',
    'forecast',
    'about',
    'symbol',
    'candle',
    'openTime',
    'high',
    '__typename',
    '__schema',
    'types',
    'name',
    'predictAnomaly',
    'id',
  ),
  fc.stringMatching(/^[_A-Za-z]\w{0,8}$/),
);
const literal = fc.oneof(
  fc.constantFrom(
    'null',
    'true',
    '-1',
    '1e999',
    '$x',
    '{}',
    '[]',
    '[[1]]',
    '""',
    '"""block"""',
    'NaN',
    'BTC',
    '{a: {b: [1, null]}}',
  ),
  fc.integer().map(String),
  fc.string({ maxLength: 40 }).map((text) => JSON.stringify(text)),
);
const parameters = fc
  .array(
    fc.tuple(
      fc.oneof(fc.constantFrom('symbol', 'interval', 'limit', 'from', 'to', 'candle', 'candles'), name),
      literal,
    ),
    { maxLength: 3 },
  )
  .map((pairs) =>
    pairs.length === 0 ? '' : `(${pairs.map(([key, value]) => `${key}: ${value}`).join(', ')})`,
  );

/** Documents that a parser may like or not: nested fields, parameters, fragments, directives, aliases. */
const { document } = fc.letrec<{ document: string; fields: string; field: string }>((tie) => ({
  field: fc.oneof(
    { maxDepth: 5 },
    name,
    fc.tuple(name, parameters, tie('fields')).map((parts) => parts.join(' ')),
    fc.tuple(name, name, parameters).map(([alias, field, given]) => `${alias}: ${field}${given}`),
    fc.tuple(name, tie('fields')).map(([type, fields]) => `... on ${type} ${fields}`),
    name.map((fragment) => `...${fragment}`),
    fc.tuple(name, literal).map(([field, value]) => `${field} @include(if: ${value})`),
  ),
  fields: fc.array(tie('field'), { minLength: 1, maxLength: 4 }).map((fields) => `{ ${fields.join(' ')} }`),
  document: fc.oneof(
    fc
      .tuple(
        fc.constantFrom('', 'query', 'query Q', 'query ($x: Int)', 'mutation', 'fragment F on Query'),
        tie('fields'),
      )
      .map((parts) => parts.join(' ')),
    fc.array(tie('fields'), { maxLength: 3 }).map((parts) => parts.join(' ')),
    fc.string({ maxLength: 80 }),
  ),
}));

const operation = fc.record(
  { query: document, variables: fc.dictionary(name, nasty, { maxKeys: 3 }) },
  { requiredKeys: ['query'] },
);
const badMutation = fc.oneof(
  badCandle.map((candle) => ({
    query: 'mutation ($candle: CandleInput!) { predictAnomaly(candle: $candle) { id } }',
    variables: { candle },
  })),
  fc.array(badCandle, { minLength: 1, maxLength: 5 }).map((candles) => ({
    query: 'mutation ($candles: [CandleInput!]!) { predictAnomalies(candles: $candles) { id } }',
    variables: { candles: [NEXT, ...candles] },
  })),
);

it.each(TRANSPORTS)(
  'generated documents over %s get an answer that gives nothing away',
  async (transport, ask) => {
    const numRuns = transport === 'HTTP' ? RUNS : SOCKET_RUNS;
    await fc.assert(
      fc.asyncProperty(operation, async (generated) => expectDiscreet(await ask(server.url, generated))),
      { numRuns },
    );
  },
);

it.each(TRANSPORTS)(
  'generated candles with a fault over %s are refused with a code',
  async (transport, ask) => {
    const numRuns = transport === 'HTTP' ? RUNS : SOCKET_RUNS;
    await fc.assert(
      fc.asyncProperty(badMutation, async (generated) => {
        const answer = await ask(server.url, generated);
        expectDiscreet(answer);
        expect(answer.codes.length).toBeGreaterThan(0);
      }),
      { numRuns },
    );
  },
);

it('generated bodies get a code', async () => {
  const body = fc.oneof(
    fc.json(),
    fc.string({ unit: 'binary' }),
    fc.jsonValue().map((value) => JSON.stringify([value])),
  );
  const contentType = fc.constantFrom(
    'application/json',
    'application/json; charset=utf-16',
    'text/plain',
    'application/graphql',
  );
  await fc.assert(
    fc.asyncProperty(body, contentType, async (generated, type) => {
      const answer = await post(server.url, generated, { 'content-type': type });
      expectDiscreet(answer);
      expect(answer.codes.length).toBeGreaterThan(0);
    }),
    { numRuns: RUNS },
  );
});

it('afterwards the good candles are judged as if nothing had ever come', async () => {
  const { data } = await send(server.url, FUZZED, HOURS.slice(BEFORE));
  expect(data?.predictAnomalies).toHaveLength(HOURS.length - BEFORE);
  const rows = await storedRows(databaseUrl);
  expect(rows.series.map(({ symbol }) => symbol)).toEqual([FUZZED, 'WHOLE']);
  expectSameRows(rowsOf(rows, FUZZED), rowsOf(rows, 'WHOLE'));
});

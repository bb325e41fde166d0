import type { Random } from '../../simulator/random.ts';
import { sendJson, type Mishap } from './fake-exchange.ts';
import type { ServedRow } from './fake-market.ts';

/** Answers that are none. */
const MISHAPS: readonly Mishap[] = [
  (response) => response.writeHead(200, { 'content-type': 'text/html' }).end('<h1>Back soon</h1>'),
  (response) => response.writeHead(200).end(),
  (response) => response.writeHead(200).end('{"data":[[17040672'),
  (response) => sendJson(response, {}),
  (response) => sendJson(response, []),
  (response) =>
    sendJson(response, {
      code: '50011',
      msg: 'Too Many Requests',
      retCode: 10006,
      error: ['EAPI:Rate limit exceeded'],
    }),
  (response) => sendJson(response, { message: 'busy' }, 500),
  (response) => sendJson(response, { message: 'gone for now' }, 404),
  (response) => response.writeHead(429, { 'retry-after': '30' }).end(),
  (response) => response.writeHead(524).end('a timeout occurred'),
  (response) => response.writeHead(302, { location: 'http://127.0.0.1:1/' }).end(),
  (response) => response.destroy(),
  // Headers, and then no end.
  (response) => response.writeHead(200).write('['),
  () => undefined,
  (response) => response.writeHead(301).end(),
  (response) => response.writeHead(403).end('{"message":"not from there"}'),
  (response) => response.writeHead(451).end(),
  // A well-formed answer of another kind: what ccxt makes rows of, a character each.
  (response) => sendJson(response, 'maintenance'),
  (response) => sendJson(response, ['maintenance', 'in progress']),
  (response) => sendJson(response, { code: '0', data: null, result: null, error: [], retCode: 0 }),
];

type Tamper = (rows: ServedRow[], random: Random) => ServedRow[];

const changed = (rows: ServedRow[], random: Random, part: (row: ServedRow) => Partial<ServedRow>) => {
  const chosen = random.integer(Math.max(1, rows.length));
  return rows.map((row, index) => (index === chosen ? { ...row, ...part(row) } : row));
};

/** Answers that look like one. */
const TAMPERS: readonly Tamper[] = [
  () => [],
  // Rows are missing in the middle, at the beginning or at the end.
  (rows, random) => {
    const first = random.integer(Math.max(1, rows.length));
    const count = 1 + random.integer(5);
    return rows.filter((_, index) => index < first || index >= first + count);
  },
  (rows, random) => rows.slice(random.integer(Math.max(1, rows.length))),
  (rows, random) => rows.slice(0, random.integer(Math.max(1, rows.length))),
  (rows) => rows.flatMap((row) => [row, row]),
  (rows, random) => [...rows].sort(() => random.uniform() - 0.5),
  (rows, random) => changed(rows, random, () => ({ high: 0 })),
  (rows, random) => changed(rows, random, ({ open, close }) => ({ low: Math.max(open, close) * 1.01 })),
  (rows, random) => changed(rows, random, ({ openTime }) => ({ openTime: openTime + 1_000 })),
  (rows, random) => changed(rows, random, ({ openTime }) => ({ openTime: openTime + 400 * 86_400_000 })),
];

const one = <Item>(items: readonly Item[], random: Random): Item | undefined =>
  items[random.integer(items.length)];

/** Each request goes wrong with the given probability, in one of all ways. */
export function randomMishaps(random: Random, probability: number) {
  return {
    mishap: (): Mishap | undefined => (random.uniform() < probability / 2 ? one(MISHAPS, random) : undefined),
    tamper: (rows: ServedRow[]): ServedRow[] =>
      random.uniform() < probability / 2 ? (one(TAMPERS, random)?.(rows, random) ?? rows) : rows,
  };
}

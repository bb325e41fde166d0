import { countKnownNames, plainName } from '../columns/column-name.ts';
import { isCoin, isToldMarket, parseMarket } from '../columns/market.ts';
import type { FoundRows } from './found-rows.ts';
import { isJsonObject } from './json-object.ts';
import { knownAnswer } from './known-answers.ts';
import { listOfMarket } from './list-of-market.ts';
import { namesApart } from './names-apart.ts';

const DEEPEST = 4;

/**
 * Finds the rows in a JSON object, as APIs and pandas write them: an array of rows somewhere inside
 * (`{ "result": { "list": [...] } }`), names and rows apart (`columns` and `data`, `names-apart.ts`), a column for each name, or a row for
 * each time.
 *
 * @param symbol which market is meant, where there are several
 */
export function findRows(path: string, value: unknown, symbol?: string): FoundRows {
  return listOfMarket(path, search(value, undefined, symbol, 0), symbol);
}

function search(
  value: unknown,
  above: string | undefined,
  symbol: string | undefined,
  depth: number,
): FoundRows[] {
  if (depth > DEEPEST || typeof value !== 'object' || value === null) return [];
  if (Array.isArray(value)) {
    const known = value.filter(isJsonObject).flatMap((one) => knownAnswer(one) ?? []);
    if (known.length > 0) return known;
    if (!isRows(value)) return [];
    // The rows of InfluxDB stand in one series of one result each.
    const inside = value.every(isHolder) ? value.flatMap((one) => search(one, above, symbol, depth + 1)) : [];
    return inside.length > 0 ? inside : [{ rows: value, market: above }];
  }
  const record = value as Record<string, unknown>;
  const known = knownAnswer(record);
  if (known) return [known];
  const market = marketBeside(record) ?? above;
  const rows = fromPandas(record) ?? namesApart(record) ?? fromTimes(record) ?? fromColumns(record);
  if (rows) return [{ rows, market }];
  const isNamed = (name: string) => isMarket(name) || (symbol !== undefined && isToldMarket(name, symbol));
  return Object.entries(record).flatMap(([name, part]) =>
    search(part, isNamed(name) ? name : market, symbol, depth + 1),
  );
}

const MARKET_NAMES = ['symbol', 'pair', 'ticker', 'instrument', 'instrument name', 'inst id', 'product id'];

/** The market that an answer names beside its rows, or in a head of their own. */
function marketBeside(record: Record<string, unknown>): string | undefined {
  const heads = [record, record.meta].filter((head) => typeof head === 'object' && head !== null);
  const texts = heads
    .flatMap((head): [string, unknown][] => Object.entries(head as object))
    .filter((entry): entry is [string, string] => typeof entry[1] === 'string');
  return (
    texts.find(([name, text]) => MARKET_NAMES.includes(plainName(name)) && parseMarket(text))?.[1] ??
    // Huobi answers `"ch": "market.ethusdt.kline.60min"`.
    texts
      .find(([name]) => name === 'ch')?.[1]
      .split('.')
      .find(isMarket)
  );
}

/** Whether a name is one of a market and can be nothing else: of a coin that is known, or written as `WIF/USD`. */
function isMarket(name: string): boolean {
  const market = parseMarket(name);
  return market?.quote !== undefined && (isCoin(market.base) || /^\w+\/\w+$/.test(name));
}

/** Names and rows apart, and rows beside a description of their columns. */
function fromPandas({ columns, index, data, schema }: Record<string, unknown>): unknown[] | undefined {
  if (!Array.isArray(data) || !isRows(data)) return undefined;
  // Names with their types are no names of pandas (`names-apart.ts`).
  if (Array.isArray(columns) && !columns.some(isJsonObject)) {
    const rows = named(columns.map(String), data);
    const keys = Array.isArray(index) && index.length === data.length ? (index as unknown[]) : [];
    return keys.some((key, at) => key !== at) ? rows.map((row, at) => ({ index: keys[at], ...row })) : rows;
  }
  return typeof schema === 'object' && schema !== null && 'fields' in schema ? data : undefined;
}

/** `{ "2023-03-01 00:00:00": { "open": ... } }`: the keys are times, or only count. */
function fromTimes(record: Record<string, unknown>): unknown[] | undefined {
  const entries = Object.entries(record);
  const isRow = (value: unknown) =>
    typeof value === 'object' && value !== null && countKnownNames(Object.keys(value)) >= 4;
  // A column of pandas has the times as its keys, and none of them is the name of a price.
  if (entries.length === 0 || !entries.every(([, value]) => isRow(value))) return undefined;
  return entries.map(([index, row]) => ({ index, ...(row as object) }));
}

/** An object that is no row of its own, but may hold some. */
const isHolder = (value: unknown) => isJsonObject(value) && countKnownNames(Object.keys(value)) < 3;

const isRows = (values: unknown[]) =>
  values.length > 0 && values.every((row) => typeof row === 'object' && row !== null);

const named = (names: string[], rows: unknown[]) =>
  rows.map((row) =>
    Object.fromEntries(names.map((name, index) => [name, Array.isArray(row) ? row[index] : null])),
  );

/** `{ t: [...], o: [...] }` or pandas' `{ "open": { "0": ... } }`. */
function fromColumns(record: Record<string, unknown>): unknown[] | undefined {
  const columns = Object.entries(record).flatMap(([name, column]): [string, [string, unknown][]][] => {
    if (typeof column !== 'object' || column === null) return [];
    const entries = Object.entries(column);
    return entries.length > 0 && entries.every(([, cell]) => typeof cell !== 'object' || cell === null)
      ? [[name, entries]]
      : [];
  });
  const length = columns[0]?.[1].length ?? 0;
  if (columns.length < 5 || columns.some(([, entries]) => entries.length !== length)) return undefined;
  const keys = columns[0]?.[1].map(([key]) => key) ?? [];
  // pandas writes the index as the key of every value; a plain 0, 1, 2 is none.
  const isIndex = keys.some((key, index) => key !== String(index));
  return keys.map((key, index) => ({
    ...(isIndex && { index: key }),
    ...Object.fromEntries(columns.map(([name, entries]) => [name, entries[index]?.[1] ?? null])),
  }));
}

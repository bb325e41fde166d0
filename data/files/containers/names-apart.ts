import { countKnownNames } from '../columns/column-name.ts';
import { isJsonObject } from './json-object.ts';

/**
 * Rows whose names stand apart from them, in one object: `columns` and `dataset` of QuestDB, `meta` and `data` of
 * ClickHouse, `column_names` and `data` of Quandl, `columns` and `values` of InfluxDB. Undefined for anything else.
 */
export function namesApart(record: Record<string, unknown>): Record<string, unknown>[] | undefined {
  const lists = Object.values(record).filter((part) => Array.isArray(part));
  const names = lists.map(namesOf).find((found) => countKnownNames(found ?? []) >= 4);
  if (!names) return undefined;
  const isRow = (row: unknown) => (Array.isArray(row) ? row.length === names.length : isObjectOf(names, row));
  const rows = lists.find((list) => list.length > 0 && list.every(isRow));
  return rows?.map((row) =>
    Array.isArray(row) ? Object.fromEntries(names.map((name, at) => [name, row[at]])) : row,
  );
}

/** Names as texts, or each with its type: `{ "name": "open", "type": "DOUBLE" }`. */
function namesOf(list: unknown[]): string[] | undefined {
  const names = list.map((one) => (isJsonObject(one) ? one.name : one));
  return names.every((name) => typeof name === 'string') ? names : undefined;
}

const isObjectOf = (names: readonly string[], row: unknown) =>
  isJsonObject(row) && names.every((name) => Object.hasOwn(row, name));

import { CandleFileError } from '../candle-file-error.ts';

const DEEPEST = 4;

/**
 * Finds the rows in a JSON object, as APIs and pandas write them: an array of rows somewhere inside
 * (`{ "result": { "list": [...] } }`), names and rows apart (`columns` and `data`), or a column for each name.
 */
export function findRows(path: string, value: unknown): unknown[] {
  const found = search(value, 0);
  if (found.length === 1 && found[0]) return found[0];
  throw new CandleFileError(
    path,
    found.length === 0
      ? 'is JSON without a list of candles; expected an array of rows or of objects'
      : `is JSON with ${found.length} lists of rows; expected one market: keep one of them`,
  );
}

function search(value: unknown, depth: number): unknown[][] {
  if (depth > DEEPEST || typeof value !== 'object' || value === null) return [];
  if (Array.isArray(value)) return isRows(value) ? [value] : [];
  const record = value as Record<string, unknown>;
  const { columns, data } = record;
  if (Array.isArray(columns) && Array.isArray(data) && isRows(data))
    return [named(columns.map(String), data)];
  const turned = fromColumns(record);
  if (turned) return [turned];
  return Object.values(record).flatMap((part) => search(part, depth + 1));
}

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

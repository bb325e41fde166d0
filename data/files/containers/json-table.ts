import { CandleFileError } from '../candle-file-error.ts';
import { countKnownNames } from '../columns/column-name.ts';
import type { Cell, Row, Table } from '../table.ts';
import { isTypes } from './csv-dialect.ts';
import { jsonElements } from './json-elements.ts';
import { isJsonObject } from './json-object.ts';
import { findRows } from './json-rows.ts';
import { recordBlocks } from './record-blocks.ts';

/** A JSON object has to be read whole; an array and JSON lines stream. */
const LARGEST_OBJECT = 48_000_000;

/** An array of rows, each an array or an object; or an object that holds such an array somewhere. */
export async function openJsonTable(
  path: string,
  texts: AsyncIterable<string>,
  symbol?: string,
): Promise<Table> {
  const iterator = texts[Symbol.asyncIterator]();
  const first = await iterator.next();
  const head = first.done ? '' : first.value;
  const all = chain(head, iterator);
  if (head.trimStart().startsWith('[') && !HOLDERS.test(head))
    return tableOf(path, 'JSON', 'row', parseElements(path, jsonElements(all)));
  let text = '';
  for await (const part of all) {
    text += part;
    if (text.length > LARGEST_OBJECT) throw new CandleFileError(path, TOO_LARGE);
  }
  const { rows, market, notices = [] } = findRows(path, parse(path, text, 1, 'line'), symbol);
  return { ...(await tableOf(path, 'JSON', 'row', once(rows))), market, notices };
}

/** An array of objects that hold rows, each of a market, such as Tiingo's, has to be read whole as well. */
const HOLDERS = /^\s*\[\s*\{[^{}]*:\s*\[\s*\{/;

const TOO_LARGE =
  'is a JSON object of more than 48 MB, which has to be read whole; write it as JSON lines, CSV or Parquet';

/** One JSON value a line. */
export async function openJsonLines(path: string, texts: AsyncIterable<string>): Promise<Table> {
  async function* values() {
    for await (const { text, firstLine } of recordBlocks(path, texts)) {
      yield text.split('\n').flatMap((line, index) => {
        const number = firstLine + index;
        return line.trim() === '' ? [] : [{ value: parse(path, line, number, 'line'), line: number }];
      });
    }
  }
  return tableOf(path, 'JSON lines', 'line', values());
}

interface Numbered {
  value: unknown;
  line: number;
}

async function* parseElements(path: string, batches: AsyncIterable<string[]>): AsyncGenerator<Numbered[]> {
  let row = 0;
  for await (const batch of batches)
    yield batch.map((text) => ({ value: parse(path, text, ++row, 'row'), line: row }));
}

async function* once(values: unknown[]): AsyncGenerator<Numbered[]> {
  yield values.map((value, index) => ({ value, line: index + 1 }));
}

/** Takes the names of the first object as the header; later objects may leave names out, not add prices. */
async function tableOf(
  path: string,
  container: string,
  word: Table['word'],
  batches: AsyncIterator<Numbered[]>,
): Promise<Table> {
  const first = await batches.next();
  const start: Numbered[] = first.done ? [] : first.value;
  const sample = start[0]?.value;
  const names = isJsonObject(sample) ? Object.keys(sample) : null;
  const header = names ?? namesOf(sample);
  // ClickHouse writes the names, or names and types, as rows of their own.
  if (header !== names) start.splice(0, isTypes(cellsIn(start[1]?.value)) ? 2 : 1);
  const toRow = ({ value, line }: Numbered): Row => ({
    cells: cellsOf(path, value, names, line, word),
    line,
  });
  async function* rows(): AsyncGenerator<Row[]> {
    yield start.map(toRow);
    for (let next = await batches.next(); !next.done; next = await batches.next())
      yield next.value.map(toRow);
  }
  return { path, container, word, notices: [], header, rows: rows() };
}

const cellsIn = (value: unknown): unknown[] => (Array.isArray(value) ? value : []);

/** An array that holds the names of the others. */
function namesOf(value: unknown): string[] | null {
  const names = cellsIn(value).map((cell) => (typeof cell === 'string' ? cell : ''));
  return countKnownNames(names) >= 4 ? names : null;
}

function cellsOf(
  path: string,
  value: unknown,
  names: string[] | null,
  line: number,
  word: Table['word'],
): Cell[] {
  if (names && isJsonObject(value))
    return names.map((name) => cellOf(Object.hasOwn(value, name) ? value[name] : null));
  if (!names && Array.isArray(value)) return value.map(cellOf);
  const found = Array.isArray(value) ? 'an array' : value === null ? 'null' : `a ${typeof value}`;
  throw new CandleFileError(
    path,
    `should be ${names ? 'an object' : 'an array'} as the first is, but is ${found}`,
    line,
    word,
  );
}

const cellOf = (value: unknown): Cell =>
  value === null || ['string', 'number', 'boolean'].includes(typeof value)
    ? (value as Cell)
    : (mongoCell(value) ?? JSON.stringify(value ?? null));

const MONGO_NUMBERS = ['$numberDouble', '$numberDecimal', '$numberInt', '$numberLong'];

/** MongoDB's extended JSON: `{ "$date": … }` with a text, a number or a number of its own, and numbers as texts. */
function mongoCell(value: unknown): Cell | undefined {
  const [[name = '', content] = [], ...others] = isJsonObject(value) ? Object.entries(value) : [];
  if (others.length > 0) return undefined;
  if (MONGO_NUMBERS.includes(name) && typeof content === 'string') return content;
  if (name !== '$date') return undefined;
  const time = mongoCell(content) ?? content;
  if (typeof time === 'string' && !/^-?\d+$/.test(time)) return time;
  const date = new Date(Number(time));
  return Number.isNaN(date.getTime()) ? undefined : date.toISOString();
}

function parse(path: string, text: string, line: number, word: Table['word']): unknown {
  try {
    return JSON.parse(text);
  } catch {
    const repaired = withoutNaN(text);
    if (repaired !== text) return parse(path, repaired, line, word);
    throw new CandleFileError(path, 'is no whole JSON value; was the file cut off?', line, word);
  }
}

/** Python writes `NaN` and `Infinity` where JSON has no word for them; in a text they stay. */
const withoutNaN = (text: string) =>
  text.replace(/"(?:[^"\\]|\\.)*"|-?\b(?:NaN|Infinity)\b/g, (found) =>
    found.startsWith('"') ? found : 'null',
  );

async function* chain(head: string, rest: AsyncIterator<string>): AsyncGenerator<string> {
  yield head;
  for (let next = await rest.next(); !next.done; next = await rest.next()) yield next.value;
}

import { CandleFileError, listed } from '../candle-file-error.ts';
import { findGroups, type GroupColumn } from './group-columns.ts';
import { lacking } from './lacking.ts';
import type { Role, Shape } from '../shapes/shape.ts';
import { textOf } from '../table.ts';
import type { Cell } from '../table.ts';
import {
  BARE_TIMES,
  CLOSING_TIMES,
  OPENING_TIMES,
  PRICE_NAMES,
  SPEAKING_TIME,
  plainName,
} from './column-name.ts';

/** A column that may hold the time of a row. */
export interface TimeColumn {
  column: number;
  name: string;
  marks: 'open' | 'close' | 'unsaid';
}

/** Where everything stands in a row. */
export interface Columns {
  /** The best first. */
  times: TimeColumn[];
  /** A column for the time of day beside a date: candidates. */
  timeOfDay: number | undefined;
  open: number;
  high: number;
  low: number;
  close: number;
  /** All other columns by their plain names, for the volumes. */
  names: (string | undefined)[];
  /** Columns that a shape says are the volume and the quote volume. */
  volume: number | undefined;
  quoteVolume: number | undefined;
  closed: number | undefined;
  groups: GroupColumn[];
}

/** `Time[G]` and `Time[L]` are those of Refinitiv. */
const TIMES_OF_DAY = ['time', 'hour', 'time of day', 'time g', 'time l'];

const CLOSED = [
  'confirm',
  'confirmed',
  'closed',
  'is closed',
  'isclosed',
  'final',
  'is final',
  'complete',
  'completed',
  'is complete',
];

/**
 * Finds the columns of a header by name, whatever their order, case and punctuation. Throws a `CandleFileError` for a
 * header that lacks something or has a needed name twice.
 */
export function findColumns(
  path: string,
  header: readonly string[],
  shape: Shape | undefined,
  sample: readonly (readonly Cell[])[],
): Columns {
  const names = header.map(plainName);
  const role = (name: Role, ...usual: readonly string[]) => {
    const own = shape?.roles?.[name];
    const found = (own === undefined ? usual : [own]).filter((wanted) => names.includes(wanted))[0];
    return found === undefined ? undefined : single(path, header, names, found);
  };
  const times = findTimes(names, shape);
  const price = (field: keyof typeof PRICE_NAMES) => role(field, ...PRICE_NAMES[field]);
  const prices = { open: price('open'), high: price('high'), low: price('low'), close: price('close') };
  const missing = Object.entries({ time: times[0], ...prices }).flatMap(([name, at]) =>
    at === undefined ? [name] : [],
  );
  if (missing.length > 0) throw new CandleFileError(path, lacking(missing, header));
  const { open = 0, high = 0, low = 0, close = 0 } = prices;
  const timeOfDay = first(TIMES_OF_DAY.map((name) => names.indexOf(name)));
  return {
    ...{ times, open, high, low, close, volume: role('volume'), quoteVolume: role('quoteVolume') },
    timeOfDay: timeOfDay !== undefined && isTimeOfDay(sample, timeOfDay) ? timeOfDay : undefined,
    names: names.map((name) => (shape?.ignore?.includes(name) ? undefined : name)),
    closed: role('closed', ...CLOSED.filter((name) => isFlag(sample, names.indexOf(name)))),
    groups: findGroups(names, shape, sample),
  };
}

/** The columns of a row without a header, by what a shape says of each cell. */
export function columnsOfCells(cells: readonly (Role | null)[], shape: Shape): Columns {
  const at = (role: Role) => first([cells.indexOf(role)]);
  const marks = shape.marks ?? 'open';
  return {
    times: [{ column: at('time') ?? 0, name: 'first cell', marks: marks === 'open' ? 'unsaid' : marks }],
    timeOfDay: shape.hasTimeOfDay ? 1 : undefined,
    ...{ open: at('open') ?? 0, high: at('high') ?? 0, low: at('low') ?? 0, close: at('close') ?? 0 },
    names: [],
    ...{ volume: at('volume'), quoteVolume: at('quoteVolume'), closed: at('closed'), groups: [] },
  };
}

function findTimes(names: readonly string[], shape: Shape | undefined): TimeColumn[] {
  const found: TimeColumn[] = [];
  const add = (name: string, marks: TimeColumn['marks']) => {
    const column = names.indexOf(name);
    // An index without a name stands first.
    if (column < 0 || (name === '' && column > 0) || shape?.ignore?.includes(name)) return;
    if (!found.some((other) => other.column === column)) found.push({ column, name, marks });
  };
  const own = shape?.roles?.time;
  if (own !== undefined) add(own, shape?.marks ?? 'open');
  for (const name of OPENING_TIMES) add(name, 'open');
  for (const name of BARE_TIMES) add(name, shape?.marks ?? 'unsaid');
  for (const name of names)
    if (SPEAKING_TIME.test(name) && !isOtherTime(name)) add(name, shape?.marks ?? 'unsaid');
  for (const name of CLOSING_TIMES) add(name, 'close');
  return found;
}

/** The times of the high and of the low, and of the last trade. */
const isOtherTime = (name: string) =>
  /\b(?:high|low|last|first|trade|close|end|update|updated|created|ingest)\b/.test(name);

function single(path: string, header: readonly string[], names: readonly string[], name: string): number {
  const column = names.indexOf(name);
  if (names.lastIndexOf(name) === column) return column;
  throw new CandleFileError(
    path,
    `has the column ${listed([header[column] ?? name])} twice: which market is meant? Keep one set of columns`,
  );
}

const isFlag = (sample: readonly (readonly Cell[])[], column: number) =>
  column >= 0 && sample.every((cells) => /^(?:0|1|true|false|yes|no)$/i.test(textOf(cells[column])));

const isTimeOfDay = (sample: readonly (readonly Cell[])[], column: number) =>
  sample.every((cells) =>
    /^\d{1,2}(?:[:h]\d{2}(?::\d{2}(?:\.\d+)?)?)?(?: ?[AP]M)?$|^\d{6}$|^\d{4}$/i.test(textOf(cells[column])),
  );

const first = (indexes: number[]) => indexes.find((index) => index >= 0);

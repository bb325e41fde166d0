import { CandleFileError, quoted } from '../candle-file-error.ts';
import { TimeReader } from '../cells/time-reader.ts';
import { isOrderOpen } from '../cells/time-text.ts';
import type { DateOrder } from '../cells/time-text.ts';
import { parseZone, UTC, zoneSaid } from '../cells/zone.ts';
import type { Zone } from '../cells/zone.ts';
import type { Columns, TimeColumn } from '../columns/find-columns.ts';
import type { FileOptions } from '../file-options.ts';
import type { Shape } from '../shapes/shape.ts';
import { textOf } from '../table.ts';
import type { Cell, Table } from '../table.ts';
import { EARLIEST_OPEN_TIME } from '../../validation.ts';

type Rows = readonly (readonly Cell[])[];

export interface TimePlan {
  reader: TimeReader;
  marks: TimeColumn['marks'];
  name: string;
  /** The other end of the bar, where the row has both. */
  closes: TimeReader | undefined;
  zone: Zone;
  /** What was taken for granted. */
  assumed: string[];
}

/** Chooses the column that holds the time, its format and its zone. Throws a `CandleFileError` when none can be read. */
export function findTime(
  table: Table,
  columns: Columns,
  shape: Shape | undefined,
  options: FileOptions,
  rows: Rows,
): TimePlan {
  const { path } = table;
  const usable: { time: TimeColumn; reader: TimeReader; zone: Zone; assumed: string[] }[] = [];
  let fault = '';
  for (const time of columns.times) {
    const zone = zoneOf(table, time, shape, options);
    const made = readerOf(time, columns, zone === 'unclear' ? UTC : zone, options, rows);
    if (typeof made === 'string') {
      fault ||= made;
      continue;
    }
    if (zone === 'unclear' && made.reader.hasBareClock) {
      fault = `the times are of a clock that ${quoted(zoneText(table, time), 40)} doesn't settle; --zone does, such as UTC-5 or America/New_York`;
      continue;
    }
    usable.push({ time, zone: zone === 'unclear' ? UTC : zone, ...made });
  }
  const best = usable.find(({ time }) => time.marks !== 'close') ?? usable[0];
  if (!best) throw new CandleFileError(path, fault || 'has no time');
  const closing = usable.find(({ time }) => time !== best.time && time.marks === 'close');
  const marks = options.timeIs ?? best.time.marks;
  return {
    reader: best.reader,
    marks,
    name: best.time.name,
    closes: closing?.reader,
    zone: best.zone,
    assumed: best.assumed,
  };
}

const zoneText = ({ header, notices }: Table, { column }: TimeColumn) =>
  [header?.[column] ?? '', ...notices].find((text) => zoneSaid(text) === 'unclear') ?? '';

function zoneOf(
  { path, header, notices }: Table,
  { column }: TimeColumn,
  shape: Shape | undefined,
  options: FileOptions,
): Zone | 'unclear' {
  if (options.zone !== undefined) {
    const zone = parseZone(options.zone);
    if (zone) return zone;
    throw new CandleFileError(
      path,
      `--zone should be UTC, an offset such as UTC-5 or a place such as Europe/Berlin, but is ${quoted(options.zone)}`,
    );
  }
  // A name such as `timestamp_utc` is one word to a search for words.
  const said = [(header?.[column] ?? '').replaceAll('_', ' '), ...notices]
    .map(zoneSaid)
    .find((found) => found !== undefined);
  return said ?? (shape?.zone === undefined ? undefined : parseZone(shape.zone)) ?? UTC;
}

function readerOf(
  time: TimeColumn,
  columns: Columns,
  zone: Zone,
  options: FileOptions,
  rows: Rows,
): { reader: TimeReader; assumed: string[] } | string {
  const texts = rows.map((cells) => textOf(cells[time.column]));
  const sample = texts.find((text) => text !== '') ?? '';
  const isDate =
    columns.timeOfDay !== undefined &&
    columns.timeOfDay !== time.column &&
    texts.every((text) => !/[T ,]\d{1,2}[:h]/.test(text) && !/^\d{9,}/.test(text));
  const order = texts.some(isOrderOpen)
    ? (options.dates ??
      orderOf(
        texts,
        (found) => new TimeReader(time.column, isDate ? columns.timeOfDay : undefined, found, zone),
        rows,
      ))
    : undefined;
  if (order === 'unclear')
    return `${quoted(sample)} could be day first or month first; --dates day-first or --dates month-first settles it`;
  const make = () => new TimeReader(time.column, isDate ? columns.timeOfDay : undefined, order, zone);
  const reader = make();
  const bad = rows.find((cells) => textOf(cells[time.column]) !== '' && reader.read(cells) === undefined);
  if (bad)
    return `${quoted(time.name || 'the first column')} should be a time, but holds ${quoted(bad[time.column])}${hint(textOf(bad[time.column]))}`;
  const early = rows
    .map((cells) => make().read(cells))
    .find((found) => found !== undefined && found < EARLIEST_OPEN_TIME);
  if (sample === '') return `${quoted(time.name)} is empty`;
  if (early !== undefined)
    return `${quoted(time.name)} holds ${quoted(sample)}, which as a time is ${new Date(early).toISOString().slice(0, 10)}; expected 2009 or later`;
  const assumed =
    order !== undefined && options.dates === undefined
      ? [`dates have the ${order === 'day-first' ? 'day' : 'month'} first`]
      : [];
  const fresh = make();
  for (const cells of rows.slice(0, 50)) fresh.read(cells);
  if (fresh.hasBareClock && options.zone === undefined && zone === UTC)
    assumed.push('times are UTC, as none says otherwise');
  // The reader remembers the row before, so the real reading begins with a new one.
  const clean = make();
  clean.hasBareClock = fresh.hasBareClock;
  return { reader: clean, assumed };
}

const hint = (text: string) =>
  /W\d/.test(text)
    ? ' (a week)'
    : /^\d\.?\d*e\+/i.test(text)
      ? ' (rounded by a spreadsheet)'
      : /^\d{4}-\d{2}$/.test(text)
        ? ' (a month)'
        : '';

/** The order in which the dates exist and lie closest together. */
function orderOf(
  texts: readonly string[],
  readerFor: (order: DateOrder) => TimeReader,
  rows: Rows,
): DateOrder | 'unclear' {
  const spans = (['day-first', 'month-first'] as const).map((order) => {
    const reader = readerFor(order);
    const times = rows.flatMap((cells, index) => (texts[index] === '' ? [] : [reader.read(cells)]));
    if (times.some((time) => time === undefined)) return Infinity;
    let path = 0;
    for (let index = 1; index < times.length; index++)
      path += Math.abs((times[index] ?? 0) - (times[index - 1] ?? 0));
    return path;
  });
  const [dayFirst = 0, monthFirst = 0] = spans;
  if (dayFirst === monthFirst) return dayFirst === Infinity ? 'day-first' : 'unclear';
  return dayFirst < monthFirst ? 'day-first' : 'month-first';
}

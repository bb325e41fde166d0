import { CandleFileError, listed } from '../candle-file-error.ts';
import { findNumberFormat, thousandsToo, isNothing, numberOf } from '../cells/number-format.ts';
import type { NumberFormat } from '../cells/number-format.ts';
import { columnsOfCells, findColumns } from '../columns/find-columns.ts';
import type { Columns } from '../columns/find-columns.ts';
import { findVolume } from '../columns/find-volume.ts';
import type { VolumePlan } from '../columns/volume-plan.ts';
import { exchangeOfName, marketOfName, parseMarket } from '../columns/market.ts';
import type { Market } from '../columns/market.ts';
import type { FileOptions } from '../file-options.ts';
import type { Question, Shape } from '../shapes/shape.ts';
import { textOf } from '../table.ts';
import type { Cell, Table } from '../table.ts';
import { shapeOfHeader, shapeOfRows } from './find-shape.ts';
import { findTime } from './find-time.ts';
import type { TimePlan } from './find-time.ts';

/** How the rows of one table are read, decided by its header and its first rows. */
export interface Plan {
  shape: string;
  columns: Columns;
  time: TimePlan;
  volume: VolumePlan;
  format: NumberFormat;
  exchange: string | null;
  width: number;
  header: readonly string[] | null;
  opensAtLastClose: boolean;
  /** A number of the table, where the points of all could be between thousands. */
  thousandsToo: string | undefined;
}

type Rows = readonly (readonly Cell[])[];

/** Enough to see days change, and cheap. */
const SAMPLE = 5_000;

/** Makes the plan for a table. Throws a `CandleFileError` for what can't be read, or only by guessing. */
export function planOf(table: Table, rows: Rows, options: FileOptions): Plan {
  const { path, header } = table;
  const width = header?.length ?? rows[0]?.length ?? 0;
  // A row longer than its header is refused where it stands; it shows nothing here.
  const sample = rows
    .slice(0, SAMPLE)
    .filter((cells) => (cells.length === width || isPadded(cells, width)) && !isHeader(cells, header));
  if (sample.length === 0) throw new CandleFileError(path, noRows(rows, header));
  const numbers = numberCells(sample, width);
  const format = findNumberFormat(numbers);
  if (format === undefined)
    throw new CandleFileError(
      path,
      `has numbers such as ${listed(commas(numbers), 2)}, whose comma could be decimal or between thousands; write them with a point`,
    );
  const shape = header === null ? shapeOfRows(table, sample, format) : shapeOfHeader(header);
  ask(path, shape, options, sample);
  const columns =
    header === null
      ? columnsOfCells(shape?.cells ?? [], shape as Shape)
      : findColumns(path, header, shape, sample);
  const full = sample.filter(
    (cells) => ![columns.open, columns.high, columns.low, columns.close].every((at) => isNothing(cells[at])),
  );
  const market = marketOf(table, columns, sample, options);
  const time = findTime(table, columns, shape, options, full.length > 0 ? full : sample);
  const volume = findVolume(
    {
      ...{ path, shape, options, header: header ?? [] },
      sample: full.map((cells) => ({
        ...{ low: numberOf(cells[columns.low], format), high: numberOf(cells[columns.high], format) },
        number: (column) => numberOf(cells[column], format),
      })),
    },
    columns,
    market,
  );
  return {
    ...{ columns, time, volume, format, width, header, thousandsToo: thousandsToo(numbers) },
    shape: shape?.name ?? 'columns by their names',
    opensAtLastClose: shape?.opensAtLastClose ?? false,
    exchange: shape?.exchange ?? exchangeOfName(path) ?? null,
  };
}

const OPTIONS: Record<Question, string> = {
  timeIs: '--time-is open or close',
  volumeIs: '--volume-is base or quote',
  zone: '--zone',
};

function ask(path: string, shape: Shape | undefined, options: FileOptions, rows: Rows) {
  if (shape?.refused) throw new CandleFileError(path, shape.refused);
  if (shape?.asks?.when?.(rows) === false) return;
  const open = shape?.asks?.questions.filter((question) => options[question] === undefined) ?? [];
  if (shape?.asks && open.length > 0)
    throw new CandleFileError(
      path,
      `${shape.asks.because}; to read it all the same say ${open.map((question) => OPTIONS[question]).join(' and ')}`,
    );
}

/** A delimiter at the end of the line. */
export const isPadded = (cells: readonly Cell[], width: number): boolean =>
  cells.length > width && cells.slice(width).every((cell) => textOf(cell) === '');

export const isHeader = (cells: readonly Cell[], header: readonly string[] | null): boolean =>
  header !== null &&
  cells.length === header.length &&
  cells.every((cell, index) => textOf(cell) === header[index]);

const noRows = (rows: Rows, header: readonly string[] | null) =>
  rows.length === 0
    ? header === null
      ? 'holds no table of candles'
      : 'holds a header and no rows'
    : `the rows have ${rows[0]?.length} cells, the header ${header?.length}: is there a comma inside of a number, without quotation marks?`;

/** All cells that could be numbers with commas; dates and names are none. */
const numberCells = (rows: Rows, width: number): Cell[] =>
  Array.from({ length: width }, (_, column) => rows.map((cells) => cells[column] ?? null)).flatMap((cells) =>
    cells.every(
      (cell) =>
        isNothing(cell) || /^[-+$€£¥₩]?\s?[\d.,'\u00a0\u202f ]+(?:e[-+]?\d+|[kmbt%])?$/i.test(textOf(cell)),
    )
      ? cells
      : [],
  );

const commas = (cells: readonly Cell[]) => cells.map(textOf).filter((text) => text.includes(','));

/** For the names of volumes only; whether it is the right market is checked when all rows are known. */
function marketOf(table: Table, columns: Columns, rows: Rows, options: FileOptions): Market | undefined {
  const symbol = columns.groups.find(({ kind }) => kind === 'symbol');
  const own = symbol ? parseMarket(textOf(rows[0]?.[symbol.column])) : undefined;
  const beside = table.market === undefined ? undefined : parseMarket(table.market);
  return (
    own ??
    beside ??
    marketOfName(table.path) ??
    (options.symbol === undefined ? undefined : parseMarket(options.symbol))
  );
}

import { CandleFileError } from './candle-file-error.ts';
import { plainName } from './columns/column-name.ts';
import { isOfFields, pivotedFields } from './pivoted-fields.ts';
import { textOf } from './table.ts';
import type { Cell, Row, Table } from './table.ts';

/**
 * A table whose rows are candles only after each was written in another way: prices in billionths, a whole candle in
 * one cell, its prices in another, or one value a row. Any other table stays as it is.
 */
export function rewrittenTable(table: Table): Table {
  const names = table.header?.map(plainName) ?? [];
  const has = (...wanted: string[]) => wanted.every((name) => names.includes(name));
  if (isOfFields(names)) return pivotedFields(table);
  if (has('hd', 'open') && !has('ts event')) return rewrittenTable(withoutHead(table, names.indexOf('hd')));
  if (has('ts event', 'rtype', 'open', 'high', 'low', 'close')) return fromDatabento(table, names);
  if (has('time frame', 'candle') && !has('open')) return fromOctoBot(table, names.indexOf('candle'));
  if (has('time', 'volume', 'complete') && !has('open') && OANDA_PRICES.some((kind) => has(kind)))
    return fromOanda(table, names);
  return table;
}

/** Databento's JSON keeps time and kind of a record in a head of its own. */
function withoutHead(table: Table, at: number): Table {
  const toRow = ({ cells, line }: Row): Row => {
    const { ts_event: time = null, rtype = null } = objectIn(cells[at]);
    return { cells: [...cells.filter((_, index) => index !== at), time, rtype], line };
  };
  const header = (table.header ?? []).filter((_, index) => index !== at);
  return { ...table, header: [...header, 'ts_event', 'rtype'], rows: mapped(table.rows, toRow) };
}

/** Nothing where the cell holds no object: the row then lacks what should stand there, and is refused for that. */
function objectIn(cell: Cell | undefined): Record<string, Cell> {
  try {
    return Object(JSON.parse(textOf(cell))) as Record<string, Cell>;
  } catch {
    return {};
  }
}

const BILLIONTHS = 1e9;

/** Databento writes prices as whole numbers of billionths, or with nine decimals where it was asked to. */
function fromDatabento(table: Table, names: readonly string[]): Table {
  const isPrice = names.map((name) => ['open', 'high', 'low', 'close'].includes(name));
  const priceOf = (cell: Cell) => (/^\d+$/.test(textOf(cell)) ? Number(textOf(cell)) / BILLIONTHS : cell);
  const toRow = ({ cells, line }: Row): Row => ({
    cells: cells.map((cell, at) => (isPrice[at] ? priceOf(cell) : cell)),
    line,
  });
  return { ...table, rows: mapped(table.rows, toRow) };
}

const CANDLE = ['open time', 'open', 'high', 'low', 'close', 'volume'];

/**
 * OctoBot's collector writes a candle as a list into one cell, `[1677628800, 1, 2, 0.5, 1.5, 10]`, and beside it the time at
 * which it was there.
 */
function fromOctoBot(table: Table, at: number): Table {
  const others = (cells: readonly Cell[]) => cells.filter((_, index) => index !== at);
  const toRow = ({ cells, line }: Row): Row => {
    const list = /^\[(.*)\]$/.exec(textOf(cells[at]))?.[1]?.split(',') ?? [];
    return { cells: [...others(cells), ...list.map((cell) => cell.trim())], line };
  };
  const header = [...others(table.header ?? []).map((name) => nameBeside(String(name))), ...CANDLE];
  return { ...table, header, rows: mapped(table.rows, toRow) };
}

/** Those in the middle come first: the others lie half a spread beside what was traded. */
const OANDA_PRICES = ['mid', 'bid', 'ask'];

/** OANDA keeps the four prices of a candle in an object, one for each kind of price that was asked for. */
function fromOanda(table: Table, names: readonly string[]): Table {
  const kinds = OANDA_PRICES.filter((kind) => names.includes(kind));
  const [kind = '', other] = kinds;
  if (kind !== 'mid' && other !== undefined)
    throw new CandleFileError(
      table.path,
      "has OANDA's bids and asks, between which no price was kept; keep one of them, or ask for price=M",
    );
  const others = <Value>(row: readonly Value[]) => row.filter((_, at) => !kinds.includes(names[at] ?? ''));
  const toRow = ({ cells, line }: Row): Row => {
    const { o = null, h = null, l = null, c = null } = objectIn(cells[names.indexOf(kind)]);
    return { cells: [...others(cells), o, h, l, c], line };
  };
  const header = others(table.header ?? []).map((name) => (name === 'volume' ? 'OANDA volume' : name));
  return {
    ...table,
    header: [...header, 'open', 'high', 'low', 'close'],
    rows: mapped(table.rows, toRow),
  };
}

const nameBeside = (name: string) => (/^time(?:stamp)?$/i.test(name) ? 'stored at' : name);

async function* mapped(rows: Table['rows'], toRow: (row: Row) => Row): AsyncGenerator<Row[]> {
  for await (const batch of rows) yield batch.map(toRow);
}

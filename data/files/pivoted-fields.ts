import { CandleFileError } from './candle-file-error.ts';
import { plainName } from './columns/column-name.ts';
import { textOf } from './table.ts';
import type { Cell, Row, Table } from './table.ts';

/** More values than these are pivoted where they come from. */
const MOST_VALUES = 5_000_000;

const FIELDS = ['open', 'high', 'low', 'close', 'volume'];

/** Whether a table has one value a row, as InfluxDB writes fields: `_time`, `_value`, `_field`. */
export const isOfFields = (names: readonly string[]) =>
  ['table', 'time', 'value', 'field'].every((name) => names.includes(name)) && !names.includes('open');

/**
 * Puts the values of one time and one set of tags into one row. Read whole, because InfluxDB writes one field after the
 * other. Throws a `CandleFileError` for more values than fit, and for two of one field and time.
 */
export function pivotedFields(table: Table): Table {
  const { header = [] } = table;
  const names = (header ?? []).map(plainName);
  const [field, value] = [names.indexOf('field'), names.indexOf('value')];
  const kept = names.flatMap((name, at) =>
    ['', 'result', 'table', 'value', 'field'].includes(name) ? [] : [at],
  );
  async function* rows(): AsyncGenerator<Row[]> {
    const bars = new Map<string, { row: Cell[]; line: number }>();
    let count = 0;
    for await (const batch of table.rows) {
      for (const { cells, line } of batch) {
        const at = FIELDS.indexOf(textOf(cells[field]).toLowerCase());
        if (at < 0) continue;
        if ((count += 1) > MOST_VALUES) throw new CandleFileError(table.path, TOO_MANY);
        const own = kept.map((index) => cells[index] ?? null);
        const key = own.join('\u0000');
        const bar = bars.get(key) ?? { row: [...own, ...FIELDS.map(() => null)], line };
        if (bar.row[own.length + at] !== null)
          throw new CandleFileError(
            table.path,
            `has the field ${textOf(cells[field])} of one time twice`,
            line,
          );
        bar.row[own.length + at] = cells[value] ?? null;
        bars.set(key, bar);
      }
    }
    yield [...bars.values()].map(({ row, line }) => ({ cells: row, line }));
  }
  // The range of the query stands in no bar.
  return {
    ...table,
    header: ['result', 'table', ...kept.map((at) => (header ?? [])[at] ?? ''), ...FIELDS],
    rows: padded(rows()),
  };
}

/** `result` and `table` tell the shape, and mean nothing in a row. */
async function* padded(batches: AsyncIterable<Row[]>): AsyncGenerator<Row[]> {
  for await (const batch of batches)
    yield batch.map(({ cells, line }) => ({ cells: ['', '', ...cells], line }));
}

const TOO_MANY =
  'has one value a row and more than 5 million of them; InfluxDB makes candles of them with |> pivot(rowKey: ["_time"], columnKey: ["_field"], valueColumn: "_value")';

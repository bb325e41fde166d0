/** What a column may hold on its way to PostgreSQL. */
export type Value = string | number | boolean | Buffer | null;

/** A column with its type and where its value comes from. */
export type Column<Row> = readonly [name: string, type: string, valueOf: (row: Row) => Value];

/** Types whose values have to be sent as text, because an array of them would be something else. */
const AS_TEXT = new Set(['text[]']);

/** Parameters of a statement, numbered as they are used. */
export class Parameters {
  #count = 0;

  /** Arrays of these types, a row of parameters for `unnest`. */
  arrays(types: readonly string[]): string {
    return types.map((type) => `$${++this.#count}::${AS_TEXT.has(type) ? 'text' : type}[]`).join(', ');
  }

  one(type: string): string {
    return `$${++this.#count}::${type}`;
  }
}

/** @param from what else the rows are selected from, and on which condition */
export function insert<Row>(
  table: string,
  columns: Column<Row>[],
  parameters: Parameters,
  from: string,
): string {
  const names = columns.map(([name]) => `"${name}"`).join(', ');
  const values = columns.map(([name, type]) => `"${name}"::${type}`).join(', ');
  return `INSERT INTO "${table}" (${names}) SELECT ${values} FROM ${rows(columns, parameters)}${from}`;
}

/** The rows that are given, a parameter for each column. */
export function rows<Row>(columns: Column<Row>[], parameters: Parameters): string {
  const names = columns.map(([name]) => `"${name}"`).join(', ');
  return `unnest(${parameters.arrays(columns.map(([, type]) => type))}) AS given (${names})`;
}

/** @param key the columns that tell whether a row is there already */
export function upsert<Row>(
  table: string,
  columns: Column<Row>[],
  parameters: Parameters,
  from: string,
  key: readonly string[],
): string {
  const names = columns.map(([name]) => name);
  return `${insert(table, columns, parameters, from)} ${orUpdate(names, key)}`;
}

export function orUpdate(names: readonly string[], key: readonly string[]): string {
  const others = names.filter((name) => !key.includes(name));
  const changes = others.map((name) => `"${name}" = excluded."${name}"`).join(', ');
  return `ON CONFLICT (${key.join(', ')}) DO UPDATE SET ${changes}`;
}

/** Types whose values hold nothing that an array would have to quote, which pg looks for in each of them. */
const UNQUOTED = new Set(['float8', 'integer', 'boolean', 'timestamptz']);

/** Values of the rows for the parameters that `rows` and `insert` count. */
export const parametersOf = <Row>(columns: Column<Row>[], rows: readonly Row[]): (string | Value[])[] =>
  columns.map(([, type, valueOf]) => {
    const values = rows.map(valueOf);
    return UNQUOTED.has(type) ? `{${values.map((value) => value ?? 'NULL').join(',')}}` : values;
  });

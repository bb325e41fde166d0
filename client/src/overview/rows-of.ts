type Columns = Readonly<Record<string, readonly unknown[]>>;
type Row<Of extends Columns> = { readonly [Name in keyof Of]: Of[Name][number] };

/**
 * Rows of columns that are as long as each other.
 *
 * @example rowsOf({ high: [2, 3], low: [1, 2] }) // [{ high: 2, low: 1 }, { high: 3, low: 2 }]
 */
export function rowsOf<Of extends Columns>(columns: Of): Row<Of>[] {
  const names = Object.keys(columns);
  const length = columns[names[0] ?? '']?.length ?? 0;
  return Array.from(
    { length },
    (_, index) => Object.fromEntries(names.map((name) => [name, columns[name]?.[index]])) as Row<Of>,
  );
}

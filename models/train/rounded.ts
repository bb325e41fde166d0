/** Nine significant digits: more than the data have, and the same text on every machine. */
const rounded = (value: number): number => Number(value.toPrecision(9));

/** A value with all its numbers rounded to nine significant digits. */
export function roundedDeep<T>(value: T): T {
  return JSON.parse(JSON.stringify(value), (_, item: unknown) =>
    typeof item === 'number' ? rounded(item) : item,
  ) as T;
}

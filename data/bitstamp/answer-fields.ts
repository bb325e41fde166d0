export const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

const NUMBER = /^[+-]?(?:\d+\.?\d*|\.\d+)(?:e[+-]?\d+)?$/i;

/**
 * Reads a number that may be given as text, as exchanges do to keep every digit.
 *
 * @throws an `Error` that says what was expected and received
 * @example readNumber({ open: '57012.5' }, 'open') === 57012.5
 */
export function readNumber(row: unknown, field: string): number {
  const value = isRecord(row) ? row[field] : undefined;
  if (typeof value === 'number' || (typeof value === 'string' && NUMBER.test(value))) return Number(value);
  const received = value === undefined ? 'missing' : excerpt(JSON.stringify(value));
  throw new Error(`${field} should be a number, but is ${received}`);
}

/** Short enough for a line of a log, and without line breaks. */
export function excerpt(text: string): string {
  const line = text.replace(/\s+/g, ' ').trim();
  return line.length > 60 ? `${line.slice(0, 60)}…` : line;
}

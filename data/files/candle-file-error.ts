import { basename } from 'node:path';

const LONGEST = 300;
const LONGEST_NAME = 60;

/**
 * A file that can't be read as candles, or that could be read in more than one way. The message names the file, the
 * line where there is one (counted from 1, as in an editor), what was seen and what to do, in at most 300 characters.
 */
export class CandleFileError extends Error {
  override readonly name = 'CandleFileError';

  constructor(
    readonly path: string,
    readonly reason: string,
    readonly line?: number,
    /** Binary files and JSON arrays have rows instead of lines. */
    word: 'line' | 'row' = 'line',
  ) {
    super(shorten(`${where(path)}${line === undefined ? '' : `, ${word} ${line}`}: ${reason}`, LONGEST));
  }
}

/** What a cell or a list holds, quoted and short: an error must not carry a megabyte. */
export const quoted = (value: unknown, longest = 30): string =>
  JSON.stringify(shorten(String(value ?? ''), longest));

/** `a, b, c and 4 more`, each quoted. */
export function listed(values: readonly string[], most = 6): string {
  const shown = values.slice(0, most).map((value) => quoted(value, 24));
  const more = values.length - shown.length;
  if (more > 0) return `${shown.join(', ')} and ${more} more`;
  return shown.length < 2 ? shown.join('') : `${shown.slice(0, -1).join(', ')} and ${shown.at(-1)}`;
}

function where(path: string): string {
  const name = basename(path);
  return name.length <= LONGEST_NAME ? name : `${name.slice(0, 28)}…${name.slice(-28)}`;
}

const shorten = (text: string, longest: number) =>
  text.length > longest ? `${text.slice(0, longest - 1)}…` : text;

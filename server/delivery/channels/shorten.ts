const ELLIPSIS = '…';

/** As JavaScript counts: never fewer than the characters that a messenger counts. */
export const sizeInCharacters = (text: string) => text.length;
export const sizeInBytes = (text: string) => Buffer.byteLength(text);

/**
 * A text that fits, cut between two code points and ended by "…" if it has to be.
 *
 * @param limit in the unit of `sizeOf`; below the size of "…" nothing is left
 * @param sizeOf has to be additive over code points
 * @example shorten('abcdef', 4) === 'abc…'
 */
export function shorten(text: string, limit: number, sizeOf = sizeInCharacters): string {
  if (sizeOf(text) <= limit) return text;
  let left = limit - sizeOf(ELLIPSIS);
  if (left < 0) return '';
  let end = 0;
  for (const character of text) {
    left -= sizeOf(character);
    if (left < 0) break;
    end += character.length;
  }
  return text.slice(0, end) + ELLIPSIS;
}

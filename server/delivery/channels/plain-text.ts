import type { Message } from './message.ts';
import { shorten, sizeInCharacters } from './shorten.ts';

/**
 * A message as one plain text: title, text and link, a blank line between. Where it has to be cut, the text is.
 *
 * @param limit in the unit of `sizeOf`
 * @param escape what a messenger would take for markup
 */
export function plainText(
  { title, text, link }: Message,
  limit: number,
  sizeOf = sizeInCharacters,
  escape = (part: string) => part,
): string {
  const end = link === undefined ? '' : `\n\n${link}`;
  const begin = shorten(`${escape(title)}\n\n`, limit - sizeOf(end), sizeOf);
  return begin + shorten(escape(text), limit - sizeOf(begin) - sizeOf(end), sizeOf) + end;
}

import { CandleFileError } from '../candle-file-error.ts';

/** Whole records of a text, ending with a line feed. */
export interface RecordBlock {
  text: string;
  /** Line of the file that the block begins with. */
  firstLine: number;
  hasQuotes: boolean;
}

/** A record longer than this is a quotation mark without its other half, or no table. */
const LONGEST_RECORD = 4_000_000;

/**
 * Cuts a text at line ends that stand outside quotation marks, so that each block can be parsed on its own. Line ends
 * may be `\n`, `\r\n` or `\r`; they are `\n` afterwards.
 */
export async function* recordBlocks(path: string, texts: AsyncIterable<string>): AsyncGenerator<RecordBlock> {
  let rest = '';
  let firstLine = 1;
  const lineEnds = new LineEnds();
  for await (const text of texts) {
    rest += lineEnds.unify(text);
    const end = endOfRecords(rest);
    if (end === 0) {
      if (rest.length > LONGEST_RECORD) throw new CandleFileError(path, tooLong(rest), firstLine);
      continue;
    }
    const block = rest.slice(0, end);
    rest = rest.slice(end);
    yield { text: block, firstLine, hasQuotes: block.includes('"') };
    firstLine += countLines(block);
  }
  rest += lineEnds.end();
  if (rest !== '') yield { text: `${rest}\n`, firstLine, hasQuotes: rest.includes('"') };
}

const tooLong = (text: string) =>
  text.includes('"')
    ? 'a quotation mark is opened here and never closed'
    : 'the line goes on for more than 4 million characters; expected a row of a table';

/** A carriage return may be half of `\r\n` whose other half comes with the next text. */
class LineEnds {
  #pending = false;

  unify(text: string): string {
    let whole = this.#pending ? `\r${text}` : text;
    this.#pending = whole.endsWith('\r');
    if (this.#pending) whole = whole.slice(0, -1);
    return whole.includes('\r') ? whole.replaceAll('\r\n', '\n').replaceAll('\r', '\n') : whole;
  }

  end(): string {
    return this.#pending ? '\n' : '';
  }
}

/** Behind the last line feed that has an even number of quotation marks before it. */
function endOfRecords(text: string): number {
  if (!text.includes('"')) return text.lastIndexOf('\n') + 1;
  let end = 0;
  let isQuoted = false;
  for (let index = 0; index < text.length; index++) {
    const code = text.charCodeAt(index);
    if (code === 34) isQuoted = !isQuoted;
    else if (code === 10 && !isQuoted) end = index + 1;
  }
  return end;
}

function countLines(text: string): number {
  let count = 0;
  for (let at = text.indexOf('\n'); at >= 0; at = text.indexOf('\n', at + 1)) count++;
  return count;
}

import { CandleFileError } from '../candle-file-error.ts';

/**
 * Decodes a stream of bytes as UTF-8; by its byte order mark or its zero bytes as UTF-16; and by bytes that UTF-8 has not as
 * Windows-1252, in which older programs write umlauts. The mark is dropped. Throws a `CandleFileError` for zero bytes that are neither: no text holds them.
 */
export async function* textOfBytes(path: string, bytes: AsyncIterable<Uint8Array>): AsyncGenerator<string> {
  let decoder: TextDecoder | undefined;
  for await (const chunk of bytes) {
    decoder ??= new TextDecoder(encodingOf(path, chunk));
    const text = decoder.decode(chunk, { stream: true });
    if (text !== '') yield text;
  }
  const rest = decoder?.decode() ?? '';
  if (rest !== '') yield rest;
}

type Encoding = 'utf-8' | 'utf-16le' | 'utf-16be' | 'windows-1252';

function encodingOf(path: string, head: Uint8Array): Encoding {
  if (head[0] === 0xff && head[1] === 0xfe) return 'utf-16le';
  if (head[0] === 0xfe && head[1] === 0xff) return 'utf-16be';
  const sample = head.subarray(0, 512);
  const zeros = [0, 1].map((odd) => sample.filter((byte, index) => byte === 0 && index % 2 === odd).length);
  const [even = 0, odd = 0] = zeros;
  if (even + odd === 0) return isUtf8(head) ? 'utf-8' : 'windows-1252';
  if (even === 0 && odd > sample.length / 4) return 'utf-16le';
  if (odd === 0 && even > sample.length / 4) return 'utf-16be';
  throw new CandleFileError(
    path,
    'holds zero bytes, so it is no text; expected CSV, JSON, Parquet or Feather',
  );
}

/** The last character may be cut. */
function isUtf8(head: Uint8Array): boolean {
  try {
    new TextDecoder('utf-8', { fatal: true }).decode(head, { stream: true });
    return true;
  } catch {
    return false;
  }
}

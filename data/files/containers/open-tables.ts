import { createReadStream } from 'node:fs';
import { open } from 'node:fs/promises';
import { createGunzip } from 'node:zlib';
import { CandleFileError } from '../candle-file-error.ts';
import { marketOfName } from '../columns/market.ts';
import type { Table } from '../table.ts';
import { openArrowTable } from './arrow-table.ts';
import { openCsvTable } from './csv-table.ts';
import { openJsonLines, openJsonTable } from './json-table.ts';
import { packedTable } from './packed-table.ts';
import { openParquetTable } from './parquet-table.ts';
import { textOfBytes } from './text-of-bytes.ts';
import { openZip } from './zip-members.ts';

const CHUNK = 256 * 1024;

type Bytes = AsyncIterable<Uint8Array>;

/**
 * The tables of one file, whatever holds it: plain text, `.gz`, `.zip` with one member or more, Parquet, Arrow. What it
 * is, and what is packed in it, is told from the first bytes, not from a name. Each table must be read before the next
 * one is asked for.
 *
 * @param symbol which market is meant, where one JSON text holds several; of other tables the rows are picked
 */
export async function* openTables(path: string, symbol?: string): AsyncGenerator<Table> {
  const head = await readHead(path);
  const isBinary = (mark: string) => head.subarray(0, mark.length).equals(Buffer.from(mark, 'latin1'));
  refuseForeign(path, head, isBinary);
  const openBinary = binaryOf(head);
  if (openBinary) yield await openBinary(path);
  else if (isBinary('PK')) yield* zipTables(path, symbol);
  else if (isBinary('\x1f\x8b')) yield* packedTables(path, gunzip(path), symbol);
  else yield await textTable(path, createReadStream(path, { highWaterMark: CHUNK }), symbol);
}

/** What each message of Arrow's streaming format begins with. */
const ARROW_STREAM = '\xff\xff\xff\xff';

function binaryOf(head: Uint8Array): typeof openParquetTable | undefined {
  const start = Buffer.from(head.subarray(0, 6)).toString('latin1');
  if (start.startsWith('PAR1')) return openParquetTable;
  return start === 'ARROW1' || start.startsWith(ARROW_STREAM) ? openArrowTable : undefined;
}

/** What was packed, a text or a binary file. */
async function* packedTables(
  path: string,
  bytes: Bytes,
  symbol: string | undefined,
  name = path,
): AsyncGenerator<Table> {
  const iterator = bytes[Symbol.asyncIterator]();
  const first = await iterator.next();
  async function* all() {
    if (!first.done) yield first.value;
    yield* { [Symbol.asyncIterator]: () => iterator };
  }
  const openBinary = first.done ? undefined : binaryOf(first.value);
  if (openBinary) yield* packedTable(all(), (file) => openBinary(path, file));
  else yield await textTable(path, all(), symbol, name);
}

async function* zipTables(path: string, symbol: string | undefined): AsyncGenerator<Table> {
  const { members, close } = await openZip(path);
  try {
    for (const { name, open: openMember } of members) {
      const bytes = await openMember().catch(() => {
        throw new CandleFileError(path, 'is a damaged zip archive; was the download cut off?');
      });
      // Of a single one the archive's name is told, unless only the name inside says the market.
      const isInside = members.length > 1 || marketOfName(name) !== undefined;
      yield* packedTables(isInside ? `${path}/${name}` : path, damagedAs(path, bytes), symbol, name);
    }
  } finally {
    close();
  }
}

const gunzip = (path: string) => {
  const file = createReadStream(path, { highWaterMark: CHUNK });
  const unzip = createGunzip({ chunkSize: CHUNK });
  file.on('error', (error) => unzip.destroy(error)).pipe(unzip);
  return damagedAs(path, unzip);
};

async function* damagedAs(path: string, bytes: Bytes): AsyncGenerator<Uint8Array> {
  try {
    yield* bytes;
  } catch (error) {
    if (error instanceof CandleFileError) throw error;
    throw new CandleFileError(
      path,
      'is damaged: it ends or changes before its last byte; was the download cut off?',
    );
  }
}

/** CSV, JSON or JSON lines, by the first character. */
async function textTable(
  path: string,
  bytes: Bytes,
  symbol: string | undefined,
  name = path,
): Promise<Table> {
  const texts = gathered(textOfBytes(path, refusingNested(path, bytes)));
  const first = await texts.next();
  const head = first.done ? '' : first.value.trimStart();
  async function* all() {
    if (!first.done) yield first.value;
    yield* texts;
  }
  if (/^[{[]/.test(head)) {
    const isLines = /\.(?:jsonl|ndjson)/i.test(name) || /^(?:\{.*\}|\[.*\])\r?\n\s*[{[]/.test(head);
    return isLines ? openJsonLines(path, all()) : openJsonTable(path, all(), symbol);
  }
  return openCsvTable(path, all());
}

/** A decompressor may begin with a few bytes; the first text should show how the file is written. */
async function* gathered(texts: AsyncIterable<string>): AsyncGenerator<string> {
  let head = '';
  let isEnough = false;
  for await (const text of texts) {
    if (isEnough) yield text;
    else {
      head += text;
      isEnough = head.length >= 64 * 1024;
      if (isEnough) yield head;
    }
  }
  if (!isEnough && head !== '') yield head;
}

/** A packed member that is itself no text. */
async function* refusingNested(path: string, bytes: Bytes): AsyncGenerator<Uint8Array> {
  let isFirst = true;
  for await (const chunk of bytes) {
    if (isFirst) refuseNested(path, Buffer.from(chunk.buffer, chunk.byteOffset, chunk.byteLength));
    isFirst = false;
    yield chunk;
  }
}

function refuseNested(path: string, head: Buffer) {
  const marks = ['PK\x03\x04', '\x1f\x8b'];
  const isTar = head.subarray(257, 262).toString('latin1') === 'ustar';
  if (isTar) throw new CandleFileError(path, 'is a tar archive; unpack it and name the folder');
  if (marks.some((mark) => head.subarray(0, mark.length).equals(Buffer.from(mark, 'latin1'))))
    throw new CandleFileError(path, 'holds a packed file inside an archive; unpack the outer one first');
}

const FOREIGN: readonly [mark: string, what: string][] = [
  ['FEA1', 'is Feather version 1; write it again with a current pandas or pyarrow'],
  ['BZh', 'is packed with bzip2; unpack it, or pack it with gzip'],
  ['\xfd7zXZ', 'is packed with xz; unpack it, or pack it with gzip'],
  ['\x28\xb5\x2f\xfd', 'is packed with zstd; unpack it, or pack it with gzip'],
  ['7z\xbc\xaf', 'is a 7-Zip archive; unpack it'],
  ['Rar!', 'is a RAR archive; unpack it'],
  ['SQLite format 3', 'is an SQLite database; export the table of candles as CSV'],
  ['\x89HDF', 'is HDF5; export the candles as CSV, Parquet or Feather'],
  ['\xd0\xcf\x11\xe0', 'is an old Excel workbook; save the sheet as CSV'],
  ['%PDF', 'is a PDF'],
];

function refuseForeign(path: string, head: Buffer, isBinary: (mark: string) => boolean) {
  const found = FOREIGN.find(([mark]) => isBinary(mark));
  if (found) throw new CandleFileError(path, found[1]);
  if (/^\s*<(?:!doctype|html|\?xml)/i.test(head.toString('latin1')))
    throw new CandleFileError(path, 'is a web page, not the file behind it; was the download refused?');
}

async function readHead(path: string): Promise<Buffer> {
  const handle = await open(path).catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') throw new CandleFileError(path, 'there is no such file');
    throw new CandleFileError(path, `can't be opened (${error.code ?? 'unknown reason'})`);
  });
  try {
    const { buffer, bytesRead } = await handle.read(Buffer.alloc(512), 0, 512, 0);
    return buffer.subarray(0, bytesRead);
  } finally {
    await handle.close();
  }
}

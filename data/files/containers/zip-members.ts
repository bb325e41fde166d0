import type { Readable } from 'node:stream';
import { promisify } from 'node:util';
import yauzl from 'yauzl';
import { CandleFileError, listed } from '../candle-file-error.ts';

export interface ZipMember {
  name: string;
  open(): Promise<Readable>;
}

/** What archives hold beside tables. */
const NO_TABLE =
  /(?:^|\/)(?:__MACOSX|\.)|\/$|\.(?:md|pdf|png|jpe?g|html?|checksum|sha256)$|(?:^|\/)(?:readme|licen[cs]e)/i;

/** The tables of a zip archive, by name, and how to close it. Throws a `CandleFileError` for one that can't be read. */
export async function openZip(path: string): Promise<{ members: ZipMember[]; close(): void }> {
  const open = promisify<string, yauzl.Options, yauzl.ZipFile>(yauzl.open);
  const zip = await open(path, { lazyEntries: true, autoClose: false }).catch(() => {
    throw new CandleFileError(path, 'is a damaged zip archive; was the download cut off?');
  });
  const entries = await listEntries(path, zip);
  if (entries.some(({ fileName }) => fileName === 'xl/workbook.xml'))
    throw new CandleFileError(path, 'is an Excel workbook; save the sheet as CSV');
  const tables = entries.filter(({ fileName }) => !NO_TABLE.test(fileName));
  if (tables.some((entry) => entry.isEncrypted()))
    throw new CandleFileError(path, 'is an encrypted zip archive; unpack it first');
  if (tables.length === 0)
    throw new CandleFileError(
      path,
      `holds no table; found ${listed(entries.map((entry) => entry.fileName)) || 'nothing'}`,
    );
  const openStream = (entry: yauzl.Entry) =>
    promisify<yauzl.Entry, Readable>((one, done) => zip.openReadStream(one, done))(entry);
  const members = tables
    .map((entry) => ({ name: entry.fileName, open: () => openStream(entry) }))
    .sort((a, b) => a.name.localeCompare(b.name, 'en', { numeric: true }));
  return { members, close: () => zip.close() };
}

function listEntries(path: string, zip: yauzl.ZipFile): Promise<yauzl.Entry[]> {
  const entries: yauzl.Entry[] = [];
  return new Promise((resolve, reject) => {
    zip.on('entry', (entry: yauzl.Entry) => {
      entries.push(entry);
      zip.readEntry();
    });
    zip.once('end', () => resolve(entries));
    zip.once('error', () =>
      reject(new CandleFileError(path, 'is a damaged zip archive; was the download cut off?')),
    );
    zip.readEntry();
  });
}

import { stat } from 'node:fs/promises';
import { join } from 'node:path';
import { glob } from 'tinyglobby';
import { CandleFileError } from './candle-file-error.ts';

const TABLES = '**/*.{csv,tsv,txt,json,jsonl,ndjson,parquet,feather,arrow,gz,zip}';
const NO_TABLES = ['**/.*', '**/readme*', '**/license*'];

/** What lies beside tables to prove them, and is caught by the same glob. */
const CHECKSUM = /\.(?:checksum|sha256|sha1|md5)$/i;

/** Files to read, and how many of checksums were passed over. */
export interface FoundFiles {
  files: string[];
  checksums: number;
}

/**
 * The files that a path stands for: itself, all tables below a folder, or what a glob such as `BTCUSDT-1h-*.zip` finds;
 * by name, with numbers in their order, without the checksums beside them. Throws a `CandleFileError` when there is none.
 */
export async function findFiles(paths: readonly string[]): Promise<FoundFiles> {
  const found = new Set<string>();
  for (const path of paths) for (const file of await filesOf(path)) found.add(file);
  const files = [...found].filter((file) => !CHECKSUM.test(file));
  if (files.length === 0)
    throw new CandleFileError(paths[0] ?? '', 'holds the checksum of a table; name the table itself');
  return { files, checksums: found.size - files.length };
}

async function filesOf(path: string): Promise<string[]> {
  const kind = await stat(path).catch(() => undefined);
  if (kind && !kind.isDirectory()) return [path];
  const isGlob = !kind && /[*?[\]{}]/.test(path);
  if (!kind && !isGlob) throw new CandleFileError(path, 'there is no such file');
  const files = kind
    ? await glob(TABLES, { cwd: path, ignore: NO_TABLES, caseSensitiveMatch: false }).then((names) =>
        names.map((name) => join(path, name)),
      )
    : await glob(path.replaceAll('\\', '/'), { absolute: path.startsWith('/') });
  if (files.length === 0)
    throw new CandleFileError(
      path,
      kind ? 'the folder holds no table (.csv, .json, .parquet, .feather, .gz, .zip)' : 'no file matches',
    );
  return files.sort((a, b) => a.localeCompare(b, 'en', { numeric: true }));
}

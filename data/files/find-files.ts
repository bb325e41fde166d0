import { stat } from 'node:fs/promises';
import { join } from 'node:path';
import { glob } from 'tinyglobby';
import { CandleFileError } from './candle-file-error.ts';

const TABLES = '**/*.{csv,tsv,txt,json,jsonl,ndjson,parquet,feather,arrow,gz,zip}';
const NO_TABLES = ['**/.*', '**/readme*', '**/license*'];

/**
 * The files that a path stands for: itself, all tables below a folder, or what a glob such as `BTCUSDT-1h-*.zip` finds;
 * by name, with numbers in their order. Throws a `CandleFileError` when there is none.
 */
export async function findFiles(paths: readonly string[]): Promise<string[]> {
  const found = new Set<string>();
  for (const path of paths) for (const file of await filesOf(path)) found.add(file);
  return [...found];
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

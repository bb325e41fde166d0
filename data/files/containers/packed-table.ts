import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Table } from '../table.ts';

/**
 * A table of a binary file inside an archive. What is where stands at the end of such a file, so it is unpacked for as
 * long as it is read.
 */
export async function* packedTable(
  bytes: AsyncIterable<Uint8Array>,
  open: (file: string) => Promise<Table>,
): AsyncGenerator<Table> {
  const folder = await mkdtemp(join(tmpdir(), 'candles-'));
  try {
    const file = join(folder, 'unpacked');
    await writeFile(file, bytes);
    yield await open(file);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

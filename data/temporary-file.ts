import { closeSync, mkdtempSync, openSync, readSync, rmSync, writeSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** Bytes that are too many for memory, in a file that is gone with the process, however that ends. */
export class TemporaryFile {
  #descriptor: number | undefined;
  /** Where a file that is open can't be removed, as on Windows. */
  #folder: string | undefined;

  write(bytes: Uint8Array, offset: number): void {
    this.#descriptor ??= this.#open();
    for (let done = 0; done < bytes.length;)
      done += writeSync(this.#descriptor, bytes, done, bytes.length - done, offset + done);
  }

  /** Fills `bytes` with what was written at `offset`. */
  read(bytes: Uint8Array, offset: number): void {
    for (let done = 0; done < bytes.length;) {
      const count = readSync(this.#descriptor as number, bytes, done, bytes.length - done, offset + done);
      if (count === 0) throw new Error('the temporary file ended early');
      done += count;
    }
  }

  dispose(): void {
    if (this.#descriptor !== undefined) closeSync(this.#descriptor);
    if (this.#folder !== undefined) rmSync(this.#folder, { recursive: true, force: true });
    this.#descriptor = this.#folder = undefined;
  }

  #open(): number {
    const folder = mkdtempSync(join(tmpdir(), 'candles-'));
    const descriptor = openSync(join(folder, 'rows'), 'w+', 0o600);
    try {
      rmSync(folder, { recursive: true });
    } catch {
      this.#folder = folder;
    }
    return descriptor;
  }
}

import { open, type FileHandle } from 'node:fs/promises';
import { tryLock } from 'fs-native-extensions';
import { DataDirError, DataDirInUseError } from './embedded-postgres-error.ts';

/**
 * The right of one server to the database of a folder. The operating system keeps the lock with the open file (an open
 * file description lock on Linux, flock on macOS, LockFileEx on Windows) and takes it back when the process ends,
 * however it ends: there is nothing stale to clean up, and nothing that can be taken from a server that lives.
 */
export class DataDirLock {
  readonly #file: FileHandle;

  private constructor(file: FileHandle) {
    this.#file = file;
  }

  /**
   * @param path of the file to lock, made where there is none; it stays behind, because whoever deletes it could
   *   delete the one that another server has just locked
   * @param folder named in the error
   * @throws {DataDirInUseError} while another process, or another part of this one, holds it
   */
  static async acquire(path: string, folder: string): Promise<DataDirLock> {
    const file = await open(path, 'a+', 0o600);
    try {
      if (!tryLock(file.fd)) throw new DataDirInUseError(folder);
    } catch (error) {
      await file.close();
      if (error instanceof DataDirInUseError) throw error;
      throw new DataDirError(
        `The file system of ${folder} has no locks (${error instanceof Error ? error.message : String(error)}), so two ` +
          `servers could write to one database. Set DATA_DIR to a folder on a local disk, or set DATABASE_URL.`,
        { cause: error },
      );
    }
    return new DataDirLock(file);
  }

  async release(): Promise<void> {
    await this.#file.close();
  }
}

import { execFile } from 'node:child_process';
import { chmod, mkdir, rm, statfs, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';

const run = promisify(execFile);
const MEGABYTE = 1024 * 1024;

/** A file system of a few megabytes that a test can fill up. */
export class SmallDisk {
  private constructor(readonly path: string) {}

  /**
   * Mounts one in memory, which takes root on Linux.
   *
   * @returns undefined where that is not allowed
   */
  static async mount(path: string, megabytes: number): Promise<SmallDisk | undefined> {
    await mkdir(path, { recursive: true });
    try {
      await run('mount', ['-t', 'tmpfs', '-o', `size=${megabytes}m,mode=755`, 'tmpfs', path]);
    } catch {
      return undefined;
    }
    await chmod(path, 0o755);
    return new SmallDisk(path);
  }

  /** Takes all that is left but a little. */
  async fill(leaveBytes: number): Promise<void> {
    const { bavail, bsize } = await statfs(this.path);
    const size = bavail * bsize - leaveBytes;
    const ballast = Buffer.alloc(MEGABYTE);
    for (let written = 0, part = 0; written < size; written += MEGABYTE, part++) {
      await writeFile(this.#ballast(part), ballast.subarray(0, Math.min(MEGABYTE, size - written)));
    }
  }

  /** Gives back what was taken. */
  async free(): Promise<void> {
    for (let part = 0; ; part++) {
      const isGone = await rm(this.#ballast(part)).then(
        () => true,
        () => false,
      );
      if (!isGone) return;
    }
  }

  async unmount(): Promise<void> {
    await run('umount', ['--lazy', this.path]);
  }

  #ballast(part: number): string {
    return join(this.path, `ballast-${part}`);
  }
}

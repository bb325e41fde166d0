import { constants } from 'node:fs';
import { access, stat } from 'node:fs/promises';
import { dirname } from 'node:path';
import { ArgumentError } from './arguments.ts';

/**
 * Tries whether a file can be written, so that an evaluation of minutes does not find out at its end.
 *
 * @throws ArgumentError
 */
export async function checkOutput(option: string, path: string): Promise<void> {
  const there = await stat(path).catch(() => undefined);
  if (there?.isDirectory())
    throw new ArgumentError(option, 'a file that can be written', `${path} (a folder)`);
  // A device such as /dev/stdout is written as a file is.
  await access(there ? path : dirname(path), constants.W_OK).catch((error: NodeJS.ErrnoException) => {
    throw new ArgumentError(option, 'a file that can be written', `${path} (${error.code})`);
  });
}

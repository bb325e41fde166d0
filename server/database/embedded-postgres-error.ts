/** Why the embedded PostgreSQL can't be had, in a sentence for whoever starts the server; no stack is needed. */
export class EmbeddedPostgresError extends Error {
  override name = 'EmbeddedPostgresError';
}

/** The folder is in use by another running server. */
export class DataDirInUseError extends EmbeddedPostgresError {
  override name = 'DataDirInUseError';

  constructor(folder: string) {
    super(
      `Another server uses the embedded database in ${folder}. Stop it, or set DATA_DIR to another folder, ` +
        `or set DATABASE_URL to share one PostgreSQL.`,
    );
  }
}

/** The folder, or a file in it, is not what it has to be. */
export class DataDirError extends EmbeddedPostgresError {
  override name = 'DataDirError';
}

/** PostgreSQL did not start; carries what it printed at the end, which says why. */
export class PostgresStartError extends EmbeddedPostgresError {
  override name = 'PostgresStartError';

  constructor(
    folder: string,
    readonly log: string,
  ) {
    super(
      isDiskFull(log)
        ? `The disk of the database in ${folder} is full: PostgreSQL starts when there is space again.`
        : `The embedded PostgreSQL in ${folder} did not start. Its log ends with:\n${log.trim() || '(nothing)'}`,
    );
  }
}

const isDiskFull = (log: string) => /No space left on device|Disk quota exceeded/.test(log);

const REASONS: Record<string, string> = {
  EROFS: 'it is on a read-only file system',
  EACCES: 'this user may not write there',
  EPERM: 'this user may not write there',
  ENOSPC: 'the disk is full',
  EDQUOT: 'the disk quota is used up',
  ENOTDIR: 'part of the path is a file',
  EEXIST: 'there is a file of that name',
};

/** A fault of the file system as a sentence; any other error as it is. */
export function explainFileFault(error: unknown, dataDir: string): unknown {
  if (!(error instanceof Error && 'code' in error)) return error;
  const code = String(error.code);
  const reason = REASONS[code];
  if (reason === undefined) return error;
  const path = 'path' in error && typeof error.path === 'string' ? error.path : dataDir;
  return new DataDirError(
    `The embedded database needs a folder that it can write: ${path} can't be used, because ${reason} (${code}). ` +
      `Set DATA_DIR to another folder, or DATABASE_URL to a PostgreSQL of your own.`,
    { cause: error },
  );
}

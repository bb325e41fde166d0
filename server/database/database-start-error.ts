/** What is wrong by PostgreSQL's code, or that of the network, and what to do. */
const ADVICE: [code: RegExp, advice: string][] = [
  [/^28/, 'Look at user and password in DATABASE_URL.'],
  [/^3D000$/, 'Make it with CREATE DATABASE, or name another one in DATABASE_URL.'],
  [/^42501$/, 'The user has to make tables and schemas there: make it the owner of the database.'],
  [/^25006$/, 'It takes reads only: DATABASE_URL has to lead to the primary.'],
  [/^(53|57)/, 'Start again once it has room, or is up.'],
  [/CERT|SELF_SIGNED|UNABLE_TO_VERIFY/, 'Look at sslmode in DATABASE_URL, and at the certificate.'],
  [/^(08|E[A-Z]+$)/, 'Look at host and port in DATABASE_URL, and whether PostgreSQL runs there.'],
];
/** pg gives these no code. */
const SAID: [message: RegExp, advice: string][] = [
  [/does not support SSL/, 'Leave sslmode out of DATABASE_URL, or switch SSL on there.'],
  [/timeout|terminated/, 'Look at host and port in DATABASE_URL, and whether PostgreSQL runs there.'],
];

/** A PostgreSQL of one's own can't be used, in a sentence for whoever starts the server; no stack is needed. */
export class DatabaseStartError extends Error {
  override name = 'DatabaseStartError';

  constructor(cause: Error, advice: string) {
    super(`The database can't be used: ${cause.message}. ${advice}`, { cause });
  }

  /** @returns the error itself where it is no fault of the database */
  static explain(error: unknown): unknown {
    if (!(error instanceof Error)) return error;
    const code = 'code' in error ? String(error.code) : '';
    const [, advice] =
      ADVICE.find(([pattern]) => pattern.test(code)) ??
      (code === '' ? SAID.find(([pattern]) => pattern.test(error.message)) : undefined) ??
      [];
    return advice === undefined ? error : new DatabaseStartError(error, advice);
  }
}

/** Messages, notes and names have characters that a database of this encoding can't hold. */
export class DatabaseEncodingError extends Error {
  override name = 'DatabaseEncodingError';

  constructor(encoding: string) {
    super(
      `The encoding of the database is ${encoding}, which can't hold all characters of messages, notes and names. Make one with ` +
        `CREATE DATABASE … ENCODING 'UTF8' TEMPLATE template0, and name it in DATABASE_URL.`,
    );
  }
}

import { randomUUID } from 'node:crypto';
import pg from 'pg';
import { expect, it } from 'vitest';
import { DatabaseStartError } from './database/database-start-error.ts';
import { startTestServer } from './testing/running-server.ts';
import { createDatabase } from './testing/test-database.ts';

type Change = (url: URL, administrator: pg.Client) => unknown;

const ROLE = `role_${randomUUID().replaceAll('-', '')}`;

/** Why a server does not start on a database of which something was changed. */
async function refusal(change: Change): Promise<Error> {
  const url = new URL(await createDatabase());
  const administrator = new pg.Client({ connectionString: url.href });
  await administrator.connect();
  try {
    await change(url, administrator);
  } finally {
    await administrator.end();
  }
  return startTestServer({ DATABASE_URL: url.href }, url.href).then(
    () => new Error('started'),
    (error: unknown) => error as Error,
  );
}

it.each<[string, Change, RegExp]>([
  ['nothing listens', (url) => (url.port = '1'), /ECONNREFUSED.* Look at host and port in DATABASE_URL/],
  [
    'the host has no address',
    (url) => (url.hostname = 'nowhere.invalid'),
    /nowhere\.invalid\. Look at host and port/,
  ],
  ['the password is wrong', (url) => (url.password = 'wrong'), /password.* Look at user and password/],
  [
    'it does not exist',
    (url) => (url.pathname = '/nowhere'),
    /"nowhere" does not exist\. Make it with CREATE DATABASE/,
  ],
  [
    'it has no SSL',
    (url) => url.searchParams.set('sslmode', 'verify-full'),
    /SSL.* Leave sslmode out of DATABASE_URL/,
  ],
  [
    'it takes reads only',
    (url, administrator) =>
      administrator.query(`ALTER DATABASE ${url.pathname.slice(1)} SET default_transaction_read_only = on`),
    /read-only transaction\. It takes reads only: DATABASE_URL has to lead to the primary/,
  ],
  [
    'the user may not make tables',
    async (url, administrator) => {
      await administrator.query(`CREATE ROLE ${ROLE} LOGIN PASSWORD 'secret'`);
      Object.assign(url, { username: ROLE, password: 'secret' });
    },
    /permission denied for schema public\. The user has to make tables and schemas there/,
  ],
])('a server on a PostgreSQL of one’s own says in a sentence that %s', async (_, change, sentence) => {
  const error = await refusal(change);
  expect(error).toBeInstanceOf(DatabaseStartError);
  expect(error.message).toMatch(sentence);
});

import { expect, it } from 'vitest';
import { createDataSource } from '../../ormconfig.ts';
import { createDatabase } from '../testing/test-database.ts';
import { migrate } from './migrate.ts';
import { DatabaseEncodingError } from './database-encoding-error.ts';
import { NewerDatabaseError } from './newer-database-error.ts';

it('makes the tables once, however many servers start at the same time on an empty database', async () => {
  const url = await createDatabase();
  const servers = await Promise.all(Array.from({ length: 4 }, () => createDataSource(url).initialize()));
  await Promise.all(servers.map(migrate));
  for (const server of servers) {
    expect(await server.showMigrations(), 'migrations are left to do').toBe(false);
    await server.destroy();
  }
});

it('refuses a database that a newer version has changed, names what it does not know, and changes nothing', async () => {
  const server = await createDataSource(await createDatabase()).initialize();
  await migrate(server);
  const executed = () => server.query('SELECT timestamp, name FROM migrations ORDER BY id');
  await server.query(`INSERT INTO migrations (timestamp, name) VALUES (4102444800000, 'Later4102444800000')`);
  // The newest one that this version knows is still to be done, too.
  await server.query(`DELETE FROM migrations WHERE id = (SELECT max(id) - 1 FROM migrations)`);
  const before = await executed();
  await expect(migrate(server)).rejects.toThrow(new NewerDatabaseError(['Later4102444800000']));
  expect(await executed()).toEqual(before);
  await server.destroy();
});

it('refuses an empty database whose encoding can not hold all characters, and leaves it empty; one in use goes on', async () => {
  const latin = "ENCODING 'LATIN1' LOCALE 'C' TEMPLATE template0";
  const server = await createDataSource(await createDatabase(latin)).initialize();
  await expect(migrate(server)).rejects.toThrow(new DatabaseEncodingError('LATIN1'));
  expect(await server.query("SELECT FROM pg_tables WHERE schemaname = 'public'")).toEqual([]);
  await server.runMigrations();
  await migrate(server);
  await server.destroy();
});

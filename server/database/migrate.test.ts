import { expect, it } from 'vitest';
import { createDataSource } from '../../ormconfig.ts';
import { createDatabase } from '../testing/test-database.ts';
import { migrate } from './migrate.ts';

it('makes the tables once, however many servers start at the same time on an empty database', async () => {
  const url = await createDatabase();
  const servers = await Promise.all(Array.from({ length: 4 }, () => createDataSource(url).initialize()));
  await Promise.all(servers.map(migrate));
  for (const server of servers) {
    expect(await server.showMigrations(), 'migrations are left to do').toBe(false);
    await server.destroy();
  }
});

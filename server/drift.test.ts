import { readFile } from 'node:fs/promises';
import type { AnomalyKind as KnownKind } from '@detective/models';
import type { AnomalyKind } from '@detective/schema';
import { expect, expectTypeOf, it } from 'vitest';
import { SCHEMA_FILE, schemaText } from './resolvers/emit-schema.ts';
import { createMigratedDataSource } from './testing/test-database.ts';

it('schema.graphql says what the server serves (npm run schema)', async () => {
  expect(await readFile(SCHEMA_FILE, 'utf8')).toBe(await schemaText());
});

it('migrations make exactly the tables that the entities describe, and can be taken back', async () => {
  const dataSource = await createMigratedDataSource();
  try {
    const { upQueries } = await dataSource.driver.createSchemaBuilder().log();
    expect(upQueries.map(({ query }) => query)).toEqual([]);
    for (let left = dataSource.migrations.length; left > 0; left--) await dataSource.undoLastMigration();
    const tables = await dataSource.query(`SELECT tablename FROM pg_tables WHERE schemaname = 'public'`);
    expect(tables).toEqual([{ tablename: 'migrations' }]);
  } finally {
    await dataSource.destroy();
  }
});

it('the API has exactly the kinds of anomaly that the detector gives', () => {
  // Fails the type check: the lists are compared before anything runs.
  expectTypeOf<AnomalyKind>().toEqualTypeOf<KnownKind>();
});

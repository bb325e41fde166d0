import { writeFile } from 'node:fs/promises';
import { lexicographicSortSchema, printSchema } from 'graphql';
import { buildServerSchema } from './build-schema.ts';

/** Where the schema lies as text, for clients and their generated types. */
export const SCHEMA_FILE = new URL('../../schema/schema.graphql', import.meta.url);

/** The schema as text, in an order that does not depend on the order of declarations. */
export async function schemaText(): Promise<string> {
  return `${printSchema(lexicographicSortSchema(await buildServerSchema()))}\n`;
}

if (import.meta.url === `file://${process.argv[1]}`) await writeFile(SCHEMA_FILE, await schemaText());

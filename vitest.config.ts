import { createRequire } from 'node:module';
import { defineConfig } from 'vitest/config';

// vitest would load graphql once as ESM and once as CommonJS, and graphql refuses types of "another realm".
const graphql = createRequire(import.meta.url).resolve('graphql');
const alias = [{ find: /^graphql$/, replacement: graphql }];

export default defineConfig({
  resolve: { alias },
  test: {
    reporters: process.env.CI ? ['default', './scripts/count-reporter.ts'] : ['default'],
    globalSetup: './server/testing/postgres-for-all.ts',
    projects: [
      {
        resolve: { alias },
        test: {
          name: 'parts',
          include: ['{data,models,schema,server,client,bench,scripts}/**/*.test.ts'],
          testTimeout: 30_000,
          hookTimeout: 60_000,
          server: { deps: { inline: ['type-graphql', 'graphql-scalars'] } },
        },
      },
      {
        resolve: { alias },
        test: {
          name: 'whole',
          include: ['e2e/**/*.test.ts'],
          fileParallelism: false,
          testTimeout: 180_000,
          // One second, as without this, is short for a browser on a busy machine.
          expect: { poll: { timeout: 20_000 } },
          hookTimeout: 180_000,
        },
      },
    ],
  },
});

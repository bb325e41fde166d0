import { existsSync } from 'node:fs';
import { createRequire } from 'node:module';
import { defineConfig } from 'vitest/config';

// vitest would load graphql once as ESM and once as CommonJS, and graphql refuses types of "another realm".
const graphql = createRequire(import.meta.url).resolve('graphql');
const alias = [{ find: /^graphql$/, replacement: graphql }];

/**
 * Tests beside the code that take more than about four seconds, because they start processes or wait for time-outs.
 * `npm run test:quick` leaves them out, `npm test` doesn't.
 */
const SLOW = [
  'data/exchanges/coarse-search.test.ts',
  'data/exchanges/faulty-exchanges.test.ts',
  'data/exchanges/follow-markets.test.ts',
  'data/exchanges/refused-history.test.ts',
  'models/train/train-artifact.test.ts',
  'server/access/access.test.ts',
  'server/candle-sender/candle-sender.test.ts',
  'server/database/embedded-postgres.test.ts',
  'server/database/first-process.test.ts',
  'server/database/primary-watch.test.ts',
  'server/delivery/deliveries.test.ts',
  'server/delivery/free-dead.test.ts',
  'server/delivery/quiet-hours.test.ts',
  'server/delivery/sum-up-waiting.test.ts',
  'server/feed/redis-cluster.test.ts',
  'server/feed/wake-channel.test.ts',
  'server/http/connections.test.ts',
  'server/http/running-requests.test.ts',
  'server/incidents/incidents.test.ts',
  'server/replay-control/replay-control.test.ts',
  'server/replay/replay.test.ts',
  'server/resolvers/verdict-subscription.test.ts',
  'server/sources/exchange-watch.test.ts',
  'server/sources/source-supervisor.test.ts',
  'server/standby/standby.test.ts',
  'server/watches/watches.test.ts',
];
const missing = SLOW.filter((file) => !existsSync(new URL(file, import.meta.url)));
if (missing.length > 0)
  throw new Error(`vitest.config.ts lists tests that do not exist: ${missing.join(', ')}`);

// A shared machine may stand still for seconds. CI names at its end what needed a second try.
const retry = process.env.CI ? 1 : 0;

const beside = {
  retry,
  // Far more than any needs: a machine with other work is no fault of a test.
  testTimeout: 120_000,
  hookTimeout: 180_000,
  server: { deps: { inline: ['type-graphql', 'graphql-scalars'] } },
};

export default defineConfig({
  resolve: { alias },
  test: {
    reporters: process.env.CI ? ['default', './scripts/count-reporter.ts'] : ['default'],
    globalSetup: './server/testing/postgres-for-all.ts',
    // Most of these tests wait for a database, a socket or a browser: two at a time also pay on two cores.
    maxWorkers: 2,
    projects: [
      {
        resolve: { alias },
        test: {
          name: 'quick',
          include: ['{data,models,schema,server,client,bench,scripts}/**/*.test.ts'],
          exclude: ['**/node_modules/**', ...SLOW],
          // Most of the time went into loading the same modules again for each file.
          isolate: false,
          ...beside,
        },
      },
      { resolve: { alias }, test: { name: 'slow', include: SLOW, ...beside } },
      {
        resolve: { alias },
        test: {
          name: 'whole',
          retry,
          include: ['e2e/**/*.test.ts'],
          globalSetup: './e2e/unpack-browser.ts',
          sequence: { groupOrder: 1 },
          // They wait for clocks, sockets and pages more than for a processor.
          maxWorkers: 3,
          testTimeout: 600_000,
          // One second, as without this, is short for a browser on a busy machine.
          expect: { poll: { timeout: 120_000 } },
          hookTimeout: 300_000,
        },
      },
    ],
  },
});

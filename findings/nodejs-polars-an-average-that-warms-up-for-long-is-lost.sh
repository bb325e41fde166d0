#!/bin/sh
# nodejs-polars 0.26.1 (npm), Node 22.23 (its binary wants 22).
#
# Expected: a frame that is made of records holds their values; where the type of a column can't be told, it says so, as
#   polars does in Python, and as `readJSON` of this package does with the same records ("error deserializing value").
# Came: the type is that of the first 100 records. A column that is null in all of them has the type Null, and whatever
#   comes later is null as well, without an error: of 300 candles with an average over 101 none has an average, with one
#   over 100 all 201 are there. A field that the first 100 records don't have is left out. `inferSchemaLength: null`, by
#   its documentation a scan of all, changes nothing; a number of records does.
# Why it matters: the first values of each average, volatility and forecast are null, for as many candles as it is long.
#   The project keeps candles and judgements in PostgreSQL, whose columns have their types from the start.
#
# Installs the package and that Node into a temporary folder, prints what it saw, and fails if that has changed.
set -eu
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
npm install --silent --no-save --no-audit --no-fund --prefix "$folder/node" node@22.23.3 >/dev/null
PATH="$folder/node/node_modules/node/bin:$PATH"
npm install --silent --no-save --no-audit --no-fund --ignore-scripts --prefix "$folder" nodejs-polars@0.26.1 >/dev/null
cat >seen.mjs <<'EOF'
import { deepStrictEqual, throws } from 'node:assert';
import pl from 'nodejs-polars';

const COUNT = 300;
/** Candles that rise by one, with their average over the last `length`. */
const candles = (length) =>
  Array.from({ length: COUNT }, (_, index) => ({
    close: 100 + index,
    average: index < length - 1 ? null : 100 + index - (length - 1) / 2,
  }));
const averages = (length, options) => COUNT - pl.DataFrame(candles(length), options).getColumn('average').nullCount();

const seen = Object.fromEntries(
  [50, 100, 101, 200].map((length) => [`over ${length}`, { are: averages(length), 'should be': COUNT - length + 1 }]),
);
console.table(seen);
const options = {
  null: averages(200, { inferSchemaLength: null }),
  300: averages(200, { inferSchemaLength: COUNT }),
};
console.log('over 200 with inferSchemaLength:', options);
const late = candles(1).map((candle, index) => (index < 100 ? candle : { ...candle, isLate: 1 }));
console.log('columns of records that get another field later:', pl.DataFrame(late).columns);
throws(() => pl.readJSON(Buffer.from(JSON.stringify(candles(200)))), /error deserializing value/);
deepStrictEqual(Object.values(seen).map(({ are }) => are), [251, 201, 0, 0]);
deepStrictEqual(options, { null: 0, 300: 101 });
deepStrictEqual(pl.DataFrame(late).columns, ['close', 'average']);
EOF
node seen.mjs

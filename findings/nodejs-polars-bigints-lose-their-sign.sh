#!/bin/sh
# nodejs-polars 0.26.1 (npm), Node 22.23 (its binary wants 22).
#
# Expected: a bigint, which is how exact amounts (satoshi, cents, nanoseconds) are held in JavaScript, is a whole number with
#   a sign, so a column of them can be negative; polars has Int64 for it.
# Came: columns of bigints are UInt64 and lose the sign without an error: a gain of 10n and a loss of -10n add up to 20,
#   `pl.lit(-5n)` is 5, and the filter "above -10n" lets nothing through but what is above 10. With the type named
#   (`schema: { amount: pl.Int64 }`) a column of bigints is all null; records keep their sign with it. A BigInt64Array is
#   right.
# Why it matters: a loss becomes a gain of the same size. The project keeps prices and volumes as doubles, and reads Parquet
#   and Arrow files by other libraries (docs/files.md).
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
import { deepStrictEqual } from 'node:assert';
import pl from 'nodejs-polars';

const amounts = [10n, -10n];
const records = amounts.map((amount) => ({ amount }));
const schema = { amount: pl.Int64 };
const valuesOf = (frame) => frame.getColumn('amount').toArray();
const prices = pl.DataFrame({ price: [-5, 3, 12] });
const seen = {
  type: pl.DataFrame({ amount: amounts }).schema.amount.toString(),
  column: valuesOf(pl.DataFrame({ amount: amounts })),
  records: valuesOf(pl.DataFrame(records)),
  sum: pl.DataFrame(records).getColumn('amount').sum(),
  literal: prices.select(pl.lit(-5n).alias('it')).toRecords()[0].it,
  'above -10n': prices.filter(pl.col('price').gt(-10n)).getColumn('price').toArray(),
  'column as Int64': valuesOf(pl.DataFrame({ amount: amounts }, { schema })),
  'records as Int64': valuesOf(pl.DataFrame(records, { schema })),
  BigInt64Array: pl.Series('amount', new BigInt64Array(amounts)).toArray(),
};
console.log(seen);
deepStrictEqual(seen, {
  type: 'DataType(UInt64)',
  column: [10n, 10n],
  records: [10n, 10n],
  sum: 20,
  literal: 5n,
  'above -10n': [12],
  'column as Int64': [null, null],
  'records as Int64': [10, -10],
  BigInt64Array: [10, -10],
});
EOF
node seen.mjs

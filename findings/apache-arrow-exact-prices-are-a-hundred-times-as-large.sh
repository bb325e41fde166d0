#!/bin/sh
# apache-arrow 21.2.0 (npm), Node 20.20.
#
# Expected: a column of decimals with two places gives 57,012.50 for a price of 57,012.50, as a number, as text or in
#   JSON.
# Came: `String`, `Number` and `JSON.stringify` give 5701250: the scale, which the type of the column knows, is not
#   applied. Sums, comparisons with other columns and what `toArray` or `toJSON` of the table gives out are a hundred
#   times as large, and with eight places a hundred million times. Only `valueOf(scale)` applies it, if it is handed
#   over. JSON has it in quotes twice. There is no error.
# Why it matters: exact prices are decimals in Parquet, in databases and in what they export as Arrow; a factor that is
#   the same in all rows looks like another unit, and returns are right. The project applies the scale where it reads
#   such files (decimalReader in data/files/containers/binary-cell.ts).
#
# Installs the package into a temporary folder, prints what it saw, and fails if that has changed.
set -eu
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
npm install --silent --no-save --no-audit --no-fund --ignore-scripts --prefix "$folder" apache-arrow@21.2.0 >/dev/null
cat >seen.mjs <<'EOF'
import { deepStrictEqual } from 'node:assert';
import { Decimal, makeData, makeVector, Table, tableFromIPC, tableToIPC } from 'apache-arrow';

/** A column of decimals as files have it: whole numbers of 128 bits, and how many of their digits are places. */
function decimals(numbers, scale) {
  const words = numbers.flatMap((number) => {
    const bits = BigInt.asUintN(128, number);
    return [0n, 32n, 64n, 96n].map((shift) => Number((bits >> shift) & 0xffff_ffffn));
  });
  const type = new Decimal(scale, 38, 128);
  return makeVector(makeData({ type, length: numbers.length, data: Uint32Array.from(words) }));
}
const written = new Table({
  price: decimals([5_701_250n, -5_701_251n], 2),
  volume: decimals([1n, 31_240_000_000n], 8),
});
const table = tableFromIPC(tableToIPC(written));
console.log(String(table.schema));

const seen = table.toArray().flatMap((row) =>
  Object.entries({ price: 2, volume: 8 }).map(([column, scale]) => {
    const value = row[column];
    return {
      ...{ column, String: String(value), Number: Number(value), JSON: JSON.stringify(value) },
      'valueOf(scale)': value.valueOf(scale),
    };
  }),
);
console.table(seen);
deepStrictEqual(
  seen.map((row) => Object.values(row)),
  [
    ['price', '5701250', 5_701_250, '"\\"5701250\\""', 57_012.5],
    ['volume', '1', 1, '"\\"1\\""', 0.00000001],
    ['price', '-5701251', -5_701_251, '"\\"-5701251\\""', -57_012.51],
    ['volume', '31240000000', 31_240_000_000, '"\\"31240000000\\""', 312.4],
  ],
);
EOF
node seen.mjs

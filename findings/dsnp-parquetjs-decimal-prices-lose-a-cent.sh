#!/bin/sh
# @dsnp/parquetjs 1.8.8 (npm), Node 20.20; 1.8.9, for Node 24, does the same.
#
# Expected: a column of type DECIMAL, which is there so that prices are exact, holds the price that was written where
#   its places are enough for it.
# Came: the price is multiplied by its scale and rounded down, so that 0.29, which times 100 is 28.999999999999996, is
#   written as 0.28. Of all prices from 0.01 to 1,000.00 with two places 4.6 % lose a cent, none gains one, and none
#   is refused; of amounts with eight places, up to 0.001, 5.9 % lose one of the last, the first of them 0.00000003.
#   It is the file that is wrong: another reader, hyparquet, finds the same. (Known: LibertyDSNP/parquetjs, issue 182,
#   open since May 2026; how many, and that all go one way, is not said there.)
# Why it matters: with DOUBLE, the type that people avoid for prices, nothing is lost. The project reads Parquet and
#   writes none (data/).
#
# Installs the packages into a temporary folder, prints what it saw, and fails if that has changed.
set -eu
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
npm install --silent --no-save --no-audit --no-fund --ignore-scripts --prefix "$folder" \
  @dsnp/parquetjs@1.8.8 hyparquet@1.33.0 >/dev/null
cat >seen.mjs <<'EOF'
import { deepStrictEqual } from 'node:assert';
import parquet from '@dsnp/parquetjs';
import { asyncBufferFromFile, parquetReadObjects } from 'hyparquet';

/** What another reader finds of prices from the smallest one of so many places on. */
async function written(column, places) {
  const prices = Array.from({ length: 100_000 }, (_, count) => (count + 1) / 10 ** places);
  const schema = new parquet.ParquetSchema({ close: column });
  const writer = await parquet.ParquetWriter.openFile(schema, 'prices.parquet');
  for (const close of prices) await writer.appendRow({ close });
  await writer.close();
  const rows = await parquetReadObjects({ file: await asyncBufferFromFile('prices.parquet') });
  const steps = rows.map(({ close }, index) => Math.round(close * 10 ** places) - (index + 1));
  const count = (step) => steps.filter((by) => by === step).length;
  const first = steps.findIndex((step) => step !== 0);
  const example = first < 0 ? 'none' : `${prices[first]} as ${rows[first].close}`;
  return { exact: count(0), 'one less': count(-1), first: example };
}
const seen = {
  'DECIMAL, 2 places': await written({ type: 'DECIMAL', precision: 18, scale: 2 }, 2),
  'DECIMAL, 8 places': await written({ type: 'DECIMAL', precision: 18, scale: 8 }, 8),
  'DOUBLE, 2 places': await written({ type: 'DOUBLE' }, 2),
};
console.table(seen);
deepStrictEqual(Object.values(seen).map((row) => row['one less']), [4_586, 5_888, 0]);
EOF
node seen.mjs

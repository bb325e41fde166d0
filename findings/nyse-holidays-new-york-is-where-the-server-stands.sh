#!/bin/sh
# nyse-holidays 1.2.0 (npm), Node 20.20.
#
# Expected: whether the New York Stock Exchange is closed at a time depends on the day that it is in New York. The
#   first line of its documentation says that `isHoliday(new Date("2021-01-01"))` is true.
# Came: the day is that of the machine's own time zone. In New York itself that first line is false. Where a server
#   runs on Tokyo's time the last hours of trading of 2020 are New Year's Day, and the morning of that day in New York is
#   none; on UTC, as in most containers, a holiday of New York ends at 19 o'clock there. No error or note says so, and
#   there is no option for a time zone. (`dateString` of `getHolidays` is right in all of them.)
# Why it matters: whether a missing candle is a gap or a holiday depends on where the container runs, and changes when
#   it is moved. The project's markets never close; its days and weeks end in a time zone that is named
#   (server/calm/tell-summaries.ts).
#
# Installs the package into a temporary folder, prints what it saw, and fails if that has changed.
set -eu
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
npm install --silent --no-save --no-audit --no-fund --ignore-scripts --prefix "$folder" nyse-holidays@1.2.0 >/dev/null
cat >seen.mjs <<'EOF'
import { deepStrictEqual } from 'node:assert';
import { execFileSync } from 'node:child_process';

const times = {
  'the first line of the documentation': ['2021-01-01'],
  'New York, December 31, 15:30': ['2020-12-31T20:30:00Z'],
  'New York, January 1, 10:00': ['2021-01-01T15:00:00Z'],
  'New York, Good Friday, 10:00': ['2021-04-02T14:00:00Z'],
  'New York, Christmas 2019, 20:00': ['2019-12-26T01:00:00Z'],
};
const asked = `
  const { getHolidays, isHoliday } = require('nyse-holidays');
  const times = ${JSON.stringify(Object.values(times).flat())};
  console.log(JSON.stringify(times.map((time) => isHoliday(new Date(time)))));
`;
const zones = ['America/New_York', 'UTC', 'Asia/Tokyo', 'Australia/Sydney'];
const answers = zones.map((TZ) =>
  JSON.parse(execFileSync(process.execPath, ['-e', asked], { env: { ...process.env, TZ } })),
);
const seen = Object.keys(times).map((name, i) => ({
  name,
  ...Object.fromEntries(zones.map((zone, at) => [zone, answers[at][i]])),
}));
console.table(seen);
deepStrictEqual(answers, [
  [false, false, true, true, true],
  [true, false, true, true, false],
  [true, true, false, true, false],
  [true, true, false, false, false],
]);
EOF
node seen.mjs

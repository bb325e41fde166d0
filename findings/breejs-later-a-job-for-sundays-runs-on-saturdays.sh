#!/bin/sh
# @breejs/later 4.2.0 (npm), beside cron-parser 5.10.5, Node 20.20.
#
# Expected: `7` is Sunday, as `0` is, in a cron expression, as in the manual of cron and in cron-parser. Where both a
#   day of the month and a day of the week are given, a job runs on either ("0 0 1 * 1": on the first, and on Mondays).
# Came: `7` is Saturday: days count from 1 in here, 7 becomes 8, and what is larger than 7 is cut to 7. `0 22 * * 7`,
#   when currency markets open for the week, runs a day before. And a job with both days runs where both hold: `0 0 1 *
#   1` waits for months that begin on a Monday: three in twenty-one months. There is no error. `SUN` and `0` are right.
# Why it matters: bree runs its jobs by this package, and expressions are copied from a crontab. A report of the week
#   that is made on Saturdays lacks a day, and looks complete. Summaries of the project ask the calendar of a channel's
#   time zone which day it is, and parse no expression (server/calm/tell-summaries.ts).
#
# Installs the packages into a temporary folder, prints what it saw, and fails if that has changed.
set -eu
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
npm install --silent --no-save --no-audit --no-fund --ignore-scripts --prefix "$folder" \
  @breejs/later@4.2.0 cron-parser@5.10.5 >/dev/null
cat >seen.mjs <<'EOF'
import { deepStrictEqual } from 'node:assert';
import later from '@breejs/later';
import { CronExpressionParser } from 'cron-parser';

later.date.UTC();
const from = new Date('2024-01-02T00:00:00Z');
const day = (date) => `${date.toUTCString().slice(0, 3)} ${date.toISOString().slice(0, 10)}`;

const seen = ['0 22 * * 0', '0 22 * * SUN', '0 22 * * 7', '0 0 1 * 1'].map((expression) => {
  const parsed = CronExpressionParser.parse(expression, { currentDate: from, tz: 'UTC' });
  return {
    expression,
    later: later.schedule(later.parse.cron(expression)).next(3, from).map(day).join(', '),
    'cron-parser': Array.from({ length: 3 }, () => day(parsed.next().toDate())).join(', '),
  };
});
console.table(seen);
deepStrictEqual(
  seen.map((row) => [row.later, row['cron-parser']]),
  [
    ['Sun 2024-01-07, Sun 2024-01-14, Sun 2024-01-21', 'Sun 2024-01-07, Sun 2024-01-14, Sun 2024-01-21'],
    ['Sun 2024-01-07, Sun 2024-01-14, Sun 2024-01-21', 'Sun 2024-01-07, Sun 2024-01-14, Sun 2024-01-21'],
    ['Sat 2024-01-06, Sat 2024-01-13, Sat 2024-01-20', 'Sun 2024-01-07, Sun 2024-01-14, Sun 2024-01-21'],
    ['Mon 2024-04-01, Mon 2024-07-01, Mon 2025-09-01', 'Mon 2024-01-08, Mon 2024-01-15, Mon 2024-01-22'],
  ],
);
EOF
node seen.mjs

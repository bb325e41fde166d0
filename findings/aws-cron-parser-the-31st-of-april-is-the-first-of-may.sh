#!/bin/sh
# aws-cron-parser 1.1.12 (npm), beside cron-parser 5.10.5, Node 20.20.
#
# Expected: a job on the 31st runs in the months that have one, as in cron-parser, and the days that come next are the
#   ones that came before when they are looked back at.
# Came: `next` finds the 31st in every month, and makes a date of it: the 31st of April is the 1st of May, that of
#   February the 3rd of March, and the 29th of February the 1st of March in three years of four. `0 16 31 3,6,9,12 ? *`,
#   meant for the ends of quarters, comes on July 1 and October 1. `prev` of the same package passes over such months
#   where a job runs in all of them, so that the two disagree on when it was due. There is no error.
# Why it matters: it is asked when a job will run, and whether one has been missed: here it has, each time a month has
#   30 days. A job that sums up a month on its last day finds the next month begun. The project parses no such
#   expressions: days and weeks end by the calendar of a channel's time zone (server/calm/tell-summaries.ts).
#
# Installs the packages into a temporary folder, prints what it saw, and fails if that has changed.
set -eu
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
npm install --silent --no-save --no-audit --no-fund --ignore-scripts --prefix "$folder" \
  aws-cron-parser@1.1.12 cron-parser@5.10.5 >/dev/null
cat >seen.mjs <<'EOF'
import { deepStrictEqual } from 'node:assert';
import aws from 'aws-cron-parser';
import { CronExpressionParser } from 'cron-parser';

const parser = aws.default ?? aws;
const COUNT = 5;
const day = (date) => date.toISOString().slice(0, 10);
function days(start, after) {
  const found = [];
  for (let date = start; found.length < COUNT;) found.push((date = after(date)));
  return found.map(day);
}
const [from, back] = [new Date('2023-02-01T00:00:00Z'), new Date('2023-11-01T00:00:00Z')];
const seen = ['31 *', '31 3,6,9,12', '29 2'].map((dayAndMonth) => {
  const expression = parser.parse(`0 16 ${dayAndMonth} ? *`);
  const other = CronExpressionParser.parse(`0 16 ${dayAndMonth} *`, { currentDate: from, tz: 'UTC' });
  return {
    expression: `0 16 ${dayAndMonth} ? *`,
    next: days(from, (date) => parser.next(expression, date)).join(' '),
    'cron-parser': days(from, () => other.next().toDate()).join(' '),
  };
});
console.table(seen);
const every = parser.parse('0 16 31 * ? *');
const looked = days(back, (date) => parser.prev(every, date))
  .reverse()
  .join(' ');
console.log({ 'prev of the first': looked });
deepStrictEqual(
  seen.map(({ next }) => next),
  [
    '2023-03-03 2023-03-31 2023-05-01 2023-05-31 2023-07-01',
    '2023-03-31 2023-07-01 2023-10-01 2023-12-31 2024-03-31',
    '2023-03-01 2024-02-29 2025-03-01 2026-03-01 2027-03-01',
  ],
);
deepStrictEqual(looked, seen[0]['cron-parser']);
EOF
node seen.mjs

#!/bin/sh
# cron 4.4.0 (npm), Node 20.20, beside croner 11.0.1.
#
# Expected: a job "at 02:15 each day" runs once a day, and one "at the full hour" at full hours of the clock on the wall,
#   also where it changes by half an hour, as on Lord Howe Island (Australia/Lord_Howe), which the package's time zones
#   include. Where clocks change by an hour it does so.
# Came: on the night when the clocks go from 02:00 to 02:30 the job of 02:15 runs twice, at 01:45, before anything has
#   changed, and at 02:45. On the night when they go back from 02:00 to 01:30 the job of full hours runs at 01:30 as
#   well. croner runs the first once, at 02:30, and the second at full hours alone. No error or note says so.
# Where the project minds it: no time of a quiet hour or of a summary is reckoned ahead; what the clock on the wall shows
#   is compared each time (server/delivery/channel-filter.ts, lastMidnight in server/calm/tell-summaries.ts), and
#   server/delivery/quiet-hours.test.ts goes through such nights minute by minute.
#
# Installs the packages into a temporary folder, prints what it saw, and fails if that has changed.
set -eu
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
npm install --silent --no-save --no-audit --no-fund --ignore-scripts --prefix "$folder" cron@4.4.0 croner@11.0.1 >/dev/null
cat >seen.mjs <<'EOF'
import { deepStrictEqual } from 'node:assert';
import { CronTime } from 'cron';
import { Cron } from 'croner';
import { DateTime } from 'luxon';

/** The next times of a job, as the clock on the wall shows them. */
const wall = (zone) => (time) => DateTime.fromMillis(+time, { zone }).toFormat('dd. HH:mm');

function byCron(job, zone, from, count) {
  const times = [];
  for (let last = DateTime.fromISO(from, { zone }); times.length < count; times.push(last))
    last = new CronTime(job, zone).getNextDateFrom(last, zone);
  return times.map(wall(zone)).join(', ');
}

const byCroner = (job, zone, from, count) =>
  new Cron(job, { timezone: zone, paused: true }).nextRuns(count, new Date(from)).map(wall(zone)).join(', ');

const nights = {
  'Lord Howe, on by half an hour': ['15 2 * * *', 'Australia/Lord_Howe', '2026-10-02T12:00:00Z', 4],
  'Lord Howe, back by half an hour': ['0 * * * *', 'Australia/Lord_Howe', '2026-04-04T13:30:00Z', 4],
  'Berlin, on by an hour': ['15 2 * * *', 'Europe/Berlin', '2026-03-27T12:00:00Z', 3],
};
const seen = Object.fromEntries(
  Object.entries(nights).map(([name, night]) => [name, { job: night[0], cron: byCron(...night), croner: byCroner(...night) }]),
);
console.table(seen);
deepStrictEqual(seen, {
  'Lord Howe, on by half an hour': {
    job: '15 2 * * *',
    cron: '03. 02:15, 04. 01:45, 04. 02:45, 05. 02:15',
    croner: '03. 02:15, 04. 02:30, 05. 02:15, 06. 02:15',
  },
  'Lord Howe, back by half an hour': {
    job: '0 * * * *',
    cron: '05. 01:00, 05. 01:30, 05. 02:00, 05. 03:00',
    croner: '05. 01:00, 05. 02:00, 05. 03:00, 05. 04:00',
  },
  'Berlin, on by an hour': {
    job: '15 2 * * *',
    cron: '28. 02:15, 29. 03:00, 30. 02:15',
    croner: '28. 02:15, 29. 03:00, 30. 02:15',
  },
});
EOF
node seen.mjs

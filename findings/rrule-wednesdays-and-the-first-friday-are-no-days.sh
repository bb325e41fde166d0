#!/bin/sh
# rrule 2.8.1 (npm), beside rrule-temporal 2.2.8, Node 20.20.
#
# Expected: `BYDAY=WE,1FR` in a monthly or yearly rule is each Wednesday and the first Friday: in RFC 5545 each day of the
#   list may have a number of its own or none, and one without a number means all days of that name.
# Came: no day at all. Days with a number and days without one are looked at apart, and a day has to be in both. Where they
#   overlap the intersection comes: `BYDAY=FR,1FR` is the first Friday alone. Two lists of one kind are added up rightly
#   (`WE,FR` and `1WE,1FR`). There is no error: the rule has no dates, `after` says `null`, and what waits for the next
#   one waits for ever.
# Why it matters: what moves markets is announced by such rules: stocks of oil each Wednesday and the labour market on the
#   first Friday, options that expire each week and on the third Friday. Calendars of others write them as one rule. The
#   project has no calendar: it asks no rule when to listen.
#
# Installs the packages into a temporary folder, prints what it saw, and fails if that has changed.
set -eu
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
npm install --silent --no-save --no-audit --no-fund --ignore-scripts --prefix "$folder" \
  rrule@2.8.1 rrule-temporal@2.2.8 >/dev/null
cat >seen.mjs <<'EOF'
import { deepStrictEqual } from 'node:assert';
import rrule from 'rrule';
import { RRuleTemporal } from 'rrule-temporal';

const [from, to] = [new Date('2024-02-01T00:00:00Z'), new Date('2024-02-29T23:59:59Z')];
const day = (date) => date.toISOString().slice(5, 10);

const rules = ['WE,FR', '1WE,1FR', 'WE,1FR', 'FR,1FR'].map((days) => {
  const text = `DTSTART:20240101T133000Z\nRRULE:FREQ=MONTHLY;BYDAY=${days}`;
  return {
    BYDAY: days,
    rrule: rrule.rrulestr(text).between(from, to, true).map(day).join(' '),
    'rrule-temporal': new RRuleTemporal({ rruleString: text })
      .between(from, to, true)
      .map((date) => day(new Date(date.epochMilliseconds)))
      .join(' '),
  };
});
console.table(rules);
const next = rrule.rrulestr('DTSTART:20240101T133000Z\nRRULE:FREQ=MONTHLY;BYDAY=WE,1FR').after(from);
console.log({ 'the next of WE,1FR': next });
deepStrictEqual(
  rules.map((row) => row.rrule),
  ['02-02 02-07 02-09 02-14 02-16 02-21 02-23 02-28', '02-02 02-07', '', '02-02'],
);
deepStrictEqual(rules[2]['rrule-temporal'], '02-02 02-07 02-14 02-21 02-28');
deepStrictEqual(next, null);
EOF
node seen.mjs

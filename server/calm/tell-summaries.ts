import { isInterval } from '@detective/data';
import { Channel, Series, SummaryPace } from '@detective/schema';
import type { EntityManager } from 'typeorm';
import { isQuiet, QUIET, timeOfDay, wants } from '../delivery/channel-filter.ts';
import { timeText } from '../delivery/incident-message.ts';
import { kindOf, queueDeliveries } from '../delivery/queue-deliveries.ts';
import { isLive } from '../series/freshness.ts';
import { measureCalm } from './measure-calm.ts';
import { TOGETHER } from './tell-together.ts';

const MINUTE_MS = 60_000;
/** Series that a summary names. */
const MOST_SERIES = 50;
const MOST_TITLES = 20;
/** Event keys of the two kinds of summaries begin with these. */
const OF_QUIET_HOURS = 'quiet hours up to ';
const OF_PERIOD = 'summary ';

/**
 * Sums up quiet hours that are over, and days and weeks where a channel wants that; each once. Days end at midnight,
 * which is a quiet hour for most: they are summed up when it is over, too.
 */
export async function tellSummaries(manager: EntityManager, now: Date): Promise<void> {
  for (const channel of await manager.find(Channel)) {
    if (channel.isPaused || isQuiet(channel, now)) continue;
    await sumUpQuietHours(manager, channel, now);
    if (channel.summary !== null) await sumUpPeriod(manager, channel, channel.summary, now);
  }
}

async function sumUpQuietHours(manager: EntityManager, channel: Channel, now: Date): Promise<void> {
  const [skipped] = await manager.query<[Skipped[], number]>(
    `UPDATE delivery SET last_error = $2 WHERE channel_id = $1 AND state = 'SKIPPED' AND last_error = $3
     RETURNING id, number, event_key AS "eventKey", message->>'title' AS title, message->>'text' AS text,
       EXISTS (SELECT 1 FROM delivery AS told WHERE told.summary_id = delivery.id) AS "hasOthers"`,
    [channel.id, `${QUIET.slice(0, -1)}; it was summed up afterwards.`, QUIET],
  );
  // A summary of what had to wait is told by the messages that are in it.
  const left = skipped.filter(({ hasOthers }) => !hasOthers);
  if (left.length === 0) return;
  const sorted = left.sort((one, other) => Number(one.number) - Number(other.number));
  const told = sorted.slice(0, MOST_TITLES).map(toldAs);
  const more = left.length - told.length;
  const message = {
    type: 'summary',
    timestamp: now.toISOString(),
    title: `${left.length === 1 ? 'One message' : `${left.length} messages`} of the quiet hours`,
    text: [...told, ...(more > 0 ? [`and ${more} more.`] : [])].join('\n'),
    data: { deliveries: sorted.map(({ id, title }) => ({ id, title })).slice(0, MOST_TITLES) },
  } as const;
  const eventKey = `${OF_QUIET_HOURS}${sorted.at(-1)?.number}`;
  await queueDeliveries(manager, [{ channel, eventKey, kind: kindOf(message), message }]);
}

interface Skipped {
  id: string;
  number: string;
  eventKey: string;
  title: string;
  text: string;
  hasOthers: boolean;
}

/** The title of a summary, or of many silences, alone would lose what it sums up. */
function toldAs({ eventKey, title, text }: Skipped): string {
  if (eventKey.startsWith(OF_QUIET_HOURS)) return text;
  return eventKey.startsWith(OF_PERIOD) || eventKey.includes(TOGETHER) ? `${title}\n${text}` : title;
}

async function sumUpPeriod(
  manager: EntityManager,
  channel: Channel,
  pace: SummaryPace,
  now: Date,
): Promise<void> {
  const to = lastMidnight(now, channel.timeZone, pace === SummaryPace.WEEKLY);
  // Where the clocks change a day has 23 or 25 hours.
  const whole = lastMidnight(new Date(to.getTime() - 1), channel.timeZone, pace === SummaryPace.WEEKLY);
  if (channel.createdAt > to) return;
  const from = await untoldFrom(manager, channel, pace, { from: whole, to, now });
  if (!from) return;
  const eventKey = `${OF_PERIOD}${pace} ${to.toISOString()}`;
  const series = await summedUp(manager, channel, { from, to }, now);
  const message = {
    type: 'summary',
    timestamp: now.toISOString(),
    title: `${pace === SummaryPace.WEEKLY ? 'The week' : 'The day'} up to ${timeText(to)}`,
    text: series.map(({ text }) => text).join('\n') || 'No series follows the present.',
    data: {
      from: from.toISOString(),
      to: to.toISOString(),
      series: series.map(({ text: _text, ...figures }) => figures),
    },
  } as const;
  await queueDeliveries(manager, [{ channel, eventKey, kind: kindOf(message), message }]);
}

/**
 * Where the summary of a day or a week begins: where the one before ended, if that is about as long ago, as after a change
 * of the time zone. Null where it is told already; what is less than half of a day or a week waits for the next.
 */
async function untoldFrom(
  manager: EntityManager,
  { id }: Channel,
  pace: SummaryPace,
  { from, to, now }: { from: Date; to: Date; now: Date },
): Promise<Date | null> {
  const prefix = `${OF_PERIOD}${pace} `;
  const [row] = await manager.query<{ newest: string | null }[]>(
    `SELECT max(event_key COLLATE "C") AS newest FROM delivery
      WHERE channel_id = $1 AND starts_with(event_key, $2) AND event_key COLLATE "C" <= $3`,
    [id, prefix, prefix + now.toISOString()],
  );
  if (!row?.newest) return from;
  const told = new Date(row.newest.slice(prefix.length));
  const periods = (to.getTime() - told.getTime()) / (to.getTime() - from.getTime());
  if (periods < 0.5) return null;
  return periods < 1.5 ? told : from;
}

async function summedUp(
  manager: EntityManager,
  channel: Channel,
  range: { from: Date; to: Date },
  now: Date,
) {
  const newest = await manager.query<(Series & { detectedAt: Date; lastOpenTime: Date })[]>(
    `SELECT exchange, symbol, interval, last_open_time AS "lastOpenTime", detected_at AS "detectedAt"
       FROM series JOIN detection USING (exchange, symbol, interval) WHERE open_time = last_open_time
      ORDER BY symbol, interval, exchange`,
  );
  const summed: ({ text: string } & Record<string, unknown>)[] = [];
  for (const { exchange, symbol, interval, lastOpenTime, detectedAt } of newest) {
    if (summed.length === MOST_SERIES || !isInterval(interval)) continue;
    const key = { exchange, symbol, interval };
    const isWanted = wants(channel, key) && isLive({ interval, openTime: lastOpenTime, detectedAt });
    const calm = isWanted ? await measureCalm(manager, { ...key, ...range }, now) : null;
    if (!calm) continue;
    const name = `${symbol} ${interval}${exchange === '' ? '' : ` on ${exchange}`}`;
    const { expected, judged, highestScore, threshold, incidents } = calm;
    const highest =
      highestScore === null
        ? 'no score'
        : `highest score ${highestScore.toFixed(1)} of ${threshold?.toFixed(1) ?? '–'}`;
    const count =
      incidents === 0 ? 'no incident' : `${incidents} ${incidents === 1 ? 'incident' : 'incidents'}`;
    summed.push({
      ...{ ...key, ...calm },
      text: `${name}: ${judged} of ${expected} candles judged, ${highest}, ${count}.`,
    });
  }
  return summed;
}

/** The last midnight of a time zone, of a Monday where it is about weeks. */
export function lastMidnight(now: Date, timeZone: string, isMonday: boolean): Date {
  const weekday = new Intl.DateTimeFormat('en-GB', { timeZone, weekday: 'short' });
  // Where a clock change falls on midnight, the first minute of the day counts.
  const dayOf = (time: number) => new Intl.DateTimeFormat('en-CA', { timeZone }).format(time);
  let time = Math.floor(now.getTime() / MINUTE_MS) * MINUTE_MS;
  for (;;) {
    const [hours = 0, minutes = 0] = timeOfDay(new Date(time), timeZone).split(':').map(Number);
    let start = time - (hours * 60 + minutes) * MINUTE_MS;
    while (dayOf(start) !== dayOf(time)) start += 15 * MINUTE_MS;
    while (dayOf(start - MINUTE_MS) === dayOf(time)) start -= 15 * MINUTE_MS;
    if (!isMonday || weekday.format(start) === 'Mon') return new Date(start);
    time = start - MINUTE_MS;
  }
}

import { INTERVALS, seriesName, type SeriesKey } from '@detective/data';
import { Channel, Trouble } from '@detective/schema';
import type { EntityManager } from 'typeorm';
import { whySkipped, wants } from '../delivery/channel-filter.ts';
import { timeText, type MessageBody } from '../delivery/incident-message.ts';
import { kindOf, queueDeliveries, type NewDelivery } from '../delivery/queue-deliveries.ts';
import { troubleKind, type TroubleKind } from './trouble-kind.ts';

/**
 * Compares what is wrong now with what was known to be, and tells of what has begun and what is over, each once, in one
 * transaction with what is known from then on.
 */
export async function tellTroubles(
  manager: EntityManager,
  found: readonly Trouble[],
  now: Date,
): Promise<void> {
  const known = await manager.find(Trouble);
  const knownKeys = new Set(known.map(({ key }) => key));
  const foundKeys = new Set(found.map(({ key }) => key));
  const begun = found.filter(({ key }) => !knownKeys.has(key));
  const over = known.filter(({ key }) => !foundKeys.has(key));
  if (begun.length + over.length === 0) return;
  if (begun.length > 0) await manager.insert(Trouble, begun);
  for (const { key } of over) await manager.delete(Trouble, { key });
  const channels = await manager.find(Channel);
  const back = await seriesWithCandlesSince(manager, over);
  await queueDeliveries(manager, [
    ...begun.flatMap((trouble) => tellAll(channels, trouble, beginning(trouble, now), now)),
    ...over.flatMap((trouble) =>
      tellAll(channels, trouble, ending(trouble, back.has(trouble.key), now), now),
    ),
  ]);
}

/** @returns the keys of those series that are silent no longer because a candle has come */
async function seriesWithCandlesSince(
  manager: EntityManager,
  over: readonly Trouble[],
): Promise<ReadonlySet<string>> {
  const rows = await manager.query<(SeriesKey & { newest: Date })[]>(
    'SELECT exchange, symbol, interval, last_open_time AS newest FROM series',
  );
  const newest = new Map(
    rows.map((row) => [seriesName(row), row.newest.getTime() + INTERVALS[row.interval]]),
  );
  const hasCandle = ({ exchange, symbol, interval, since }: Trouble) =>
    exchange !== null &&
    symbol !== null &&
    interval !== null &&
    (newest.get(seriesName({ exchange, symbol, interval })) ?? 0) > since.getTime();
  return new Set(over.filter(hasCandle).map(({ key }) => key));
}

/** A message to every channel that it concerns. */
export function tellAll(
  channels: readonly Channel[],
  { key, since, exchange, symbol, interval, channelId }: Trouble,
  message: MessageBody,
  now: Date,
): NewDelivery[] {
  const series = exchange !== null && symbol !== null && interval !== null && { exchange, symbol, interval };
  return channels
    .filter((channel) => channel.id !== channelId && (!series || wants(channel, series)))
    .map((channel) => ({
      channel,
      eventKey: `${message.type} ${key} ${since.toISOString()}`,
      kind: kindOf(message),
      message,
      skipped: whySkipped(channel, now),
    }));
}

const dataOf = ({ since, subject, exchange, symbol, interval, channelId }: Trouble) => ({
  ...{ subject, since: since.toISOString() },
  ...(symbol !== null && { exchange, symbol, interval }),
  ...(channelId !== null && { channelId }),
});

const BEGUN: Readonly<Record<TroubleKind, string>> = {
  silent: 'No candle has come for two intervals and a grace: nothing is judged, and no alert can come.',
  unjudged:
    'Candles come, but they have had no score for longer than a warm-up takes: no anomaly can be told. A gap of more than 168 candles begins a warm-up anew.',
  channel: 'Messages do not get there. They are kept and tried again for three days each.',
  outage: 'Nothing is judged or told.',
};

function beginning(trouble: Trouble, now: Date): MessageBody {
  const { subject, since } = trouble;
  const kind = troubleKind(trouble);
  const common = { text: BEGUN[kind], timestamp: now.toISOString(), data: dataOf(trouble) };
  if (kind === 'silent')
    return { type: 'silent', title: `${subject} has been silent since ${timeText(since)}`, ...common };
  return { type: 'trouble', title: `Trouble with ${subject} since ${timeText(since)}`, ...common };
}

function ending(trouble: Trouble, isBack: boolean, now: Date): MessageBody {
  const { subject, since } = trouble;
  const data = { ...dataOf(trouble), until: now.toISOString() };
  const common = { timestamp: now.toISOString(), data };
  if (troubleKind(trouble) === 'silent') {
    const title = isBack ? `${subject} is no longer silent` : `Nothing is expected of ${subject} any more`;
    const text = `${isBack ? 'Candles come again' : 'Nobody follows it'}; it had been silent since ${timeText(since)}.`;
    return { type: 'speaking.again', title, text, ...common };
  }
  const title = `No more trouble with ${subject}`;
  return { type: 'trouble.over', title, text: `It had begun at ${timeText(since)}.`, ...common };
}

import { INTERVALS, seriesName, type SeriesKey } from '@detective/data';
import { Channel, Trouble } from '@detective/schema';
import type { EntityManager } from 'typeorm';
import { timeText, type MessageBody } from '../delivery/incident-message.ts';
import { queueDeliveries } from '../delivery/queue-deliveries.ts';
import { tellTogether } from './tell-together.ts';
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
  const isSilence = (trouble: Trouble) => troubleKind(trouble) === 'silent';
  const news = [
    ...begun.map((trouble) => ({
      ...{ trouble, message: beginning(trouble, now), isOfMany: isSilence(trouble) },
    })),
    ...over.map((trouble) => {
      const isBack = back.has(trouble.key);
      return { trouble, message: ending(trouble, isBack, now), isOfMany: isBack && isSilence(trouble) };
    }),
  ];
  await queueDeliveries(manager, tellTogether(channels, news, now));
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

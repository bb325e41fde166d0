import { seriesName } from '@detective/data';
import { ChannelIncident, Detection, Incident } from '@detective/schema';
import { In, IsNull, type EntityManager } from 'typeorm';
import { withPeaks } from '../incidents/read-incidents.ts';
import type { NoticedCandle } from '../incidents/noticed-candle.ts';
import { wants } from './channel-filter.ts';
import { isRarer, type Decided } from './decided-message.ts';
import {
  walkChannelIncidents,
  type BudgetedChannel,
  type ChannelIncidentStep,
} from './walk-channel-incidents.ts';

/**
 * Decides what channels with a budget are told of candles, and stores what that makes of their incidents, in the
 * transaction of the candles. An incident is told when it passes the filter of the channel, with its first candle or later.
 *
 * @param isNews whether anybody is told of a candle; one that is no news counts all the same, and an incident that was
 *   told of is told to be over
 */
export async function decideBudgeted(
  manager: EntityManager,
  channels: readonly BudgetedChannel[],
  noticed: readonly NoticedCandle[],
  isNews: (detection: Detection) => boolean,
): Promise<Decided[]> {
  if (channels.length === 0 || noticed.length === 0) return [];
  const bySeries = groupBySeries(noticed);
  const open = await readOpen(manager, channels, noticed);
  const changed = new Map<string, ChannelIncident>();
  const told: { channel: BudgetedChannel; step: ChannelIncidentStep; type: Decided['news']['type'] }[] = [];
  for (const [series, candles] of bySeries) {
    for (const channel of channels) {
      const before = open.get(`${channel.id} ${series}`) ?? null;
      for (const step of walkChannelIncidents(channel, before, candles)) {
        const type = step.isClosing || isNews(step.detection) ? decide(channel, step) : null;
        if (type) told.push({ channel, step: { ...step }, type });
        changed.set(`${channel.id} ${step.incident.incidentId}`, step.incident);
      }
    }
  }
  if (changed.size > 0) await store(manager, [...changed.values()]);
  const incidents = await asIncidents(
    manager,
    told.map(({ step }) => step.incident),
  );
  return told.flatMap(({ channel, step: { detection }, type }, index) => {
    const incident = incidents[index];
    return incident ? [{ channel, news: { type, incident, detection } }] : [];
  });
}

/** What a channel is told of a step, which then says that it was. */
function decide(channel: BudgetedChannel, step: ChannelIncidentStep): Decided['news']['type'] | null {
  const { incident, isClosing } = step;
  const { exchange, symbol, interval, kinds, peakReturnPeriodHours: hours } = incident;
  if (isClosing) return incident.isTold ? 'incident.closed' : null;
  const isWanted = wants(channel, { exchange, symbol, interval, kinds, returnPeriodHours: hours });
  if (incident.isTold ? !isRarer(hours, incident.toldHours) : !isWanted) return null;
  step.incident = { ...incident, isTold: true, toldHours: hours };
  return incident.isTold ? 'incident.worse' : 'incident.opened';
}

function groupBySeries(noticed: readonly NoticedCandle[]): Map<string, NoticedCandle[]> {
  const groups = new Map<string, NoticedCandle[]>();
  for (const candle of noticed) {
    const name = seriesName(candle.detection);
    groups.set(name, [...(groups.get(name) ?? []), candle]);
  }
  return groups;
}

/** By channel and series. The locks of the series keep others from changing them. */
async function readOpen(
  manager: EntityManager,
  channels: readonly BudgetedChannel[],
  noticed: readonly NoticedCandle[],
): Promise<Map<string, ChannelIncident>> {
  const rows = await manager.findBy(ChannelIncident, {
    channelId: In(channels.map(({ id }) => id)),
    symbol: In([...new Set(noticed.map(({ detection }) => detection.symbol))]),
    closedAt: IsNull(),
  });
  return new Map(rows.map((row) => [`${row.channelId} ${seriesName(row)}`, { ...row }]));
}

const store = (manager: EntityManager, incidents: ChannelIncident[]) =>
  manager.upsert(ChannelIncident, incidents, ['channelId', 'exchange', 'symbol', 'interval', 'openedAt']);

/** As messages tell of them, each with its rarest candle and the words for it; undefined where that was deleted. */
async function asIncidents(
  manager: EntityManager,
  rows: readonly ChannelIncident[],
): Promise<(Incident | undefined)[]> {
  const incidents = rows.map(
    ({ exchange, symbol, interval, openedAt, newestAt, closedAt, candleCount, ...row }) => {
      const { kinds, peakAt, peakReturnPeriodHours } = row;
      return Object.assign(new Incident(), {
        ...{ exchange, symbol, interval, openedAt, newestAt, closedAt, anomalyCount: candleCount },
        ...{ kinds, peakAt, peakReturnPeriodHours, changedAt: closedAt ?? newestAt },
      });
    },
  );
  const found = new Set(await withPeaks(manager, incidents));
  return incidents.map((incident, index) => {
    const { peakKinds = [], peakReason = null } = rows[index] ?? {};
    if (!found.has(incident)) return undefined;
    const words = { kinds: peakKinds, reason: peakReason };
    return Object.assign(incident, { peak: Object.assign(new Detection(), incident.peak, words) });
  });
}

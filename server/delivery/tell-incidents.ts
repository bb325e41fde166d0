import { INTERVALS, isInterval } from '@detective/data';
import { Channel, ChannelKind, MessageKind, type Incident } from '@detective/schema';
import type { EntityManager } from 'typeorm';
import type { NoticedCandle } from '../incidents/noticed-candle.ts';
import type { IncidentStep } from '../incidents/walk-incidents.ts';
import { withPeaks } from '../incidents/read-incidents.ts';
import { whySkipped, wants } from './channel-filter.ts';
import type { MessageChart } from './channels/message.ts';
import { isRarer, type Decided } from './decided-message.ts';
import { incidentMessage, type IncidentNews } from './incident-message.ts';
import { newsFilter } from './news-filter.ts';
import { queueDeliveries, kindOf, type NewDelivery } from './queue-deliveries.ts';
import { decideBudgeted } from './tell-budgeted.ts';
import { hasBudget } from './walk-channel-incidents.ts';

const CHART_CANDLES = 48;

export interface TellOptions {
  publicUrl: string | undefined;
  /** Whether the candles of a series come from an exchange, beside those that have a watch. */
  isFollowed: (series: string) => boolean;
}

/** What candles did. */
export interface IncidentsTold {
  /** To the incidents that everybody sees. */
  steps: readonly IncidentStep[];
  /** What channels with a budget make incidents of their own from. */
  noticed: readonly NoticedCandle[];
}

/** By channel and incident, how rare it was when it was told last. */
type Told = Map<string, number | null>;

const toldKey = (channel: Pick<Channel, 'id'>, incident: Incident) => `${channel.id} ${incident.id}`;

/**
 * Queues the messages about what candles did to incidents, in their transaction: one when an incident opens, one
 * whenever it has become ten times rarer than what was told, one when it closes. A channel whose filter an incident
 * passes later is told of it then; one with a budget is told of incidents of its own. Without a channel this costs one
 * small query, and only where there may be something to tell.
 */
export async function tellIncidents(
  manager: EntityManager,
  { steps, noticed }: IncidentsTold,
  options: TellOptions,
): Promise<void> {
  if (steps.length === 0 && noticed.length === 0) return;
  const channels = await manager.find(Channel, { order: { createdAt: 'ASC' } });
  if (channels.length === 0) return;
  const isNews = await newsFilter(manager, options.isFollowed);
  const decided = [
    ...(await decideAll(
      manager,
      channels.filter((channel) => !hasBudget(channel)),
      // Whoever was told of an incident is told that it is over, however late its last candle comes.
      steps.filter(({ type, detection }) => type === 'closed' || isNews(detection)),
    )),
    ...(await decideBudgeted(manager, channels.filter(hasBudget), noticed, isNews)),
  ];
  const now = new Date();
  const deliveries: NewDelivery[] = [];
  for (const { channel, news } of decided) {
    const chart = channel.kind === ChannelKind.EMAIL ? await chartOf(manager, news) : undefined;
    deliveries.push(deliveryOf(channel, news, options.publicUrl, now, chart));
  }
  await queueDeliveries(manager, deliveries);
}

/** What channels without a budget are told: of the incidents that everybody sees. */
async function decideAll(
  manager: EntityManager,
  channels: readonly Channel[],
  news: readonly IncidentStep[],
): Promise<Decided[]> {
  if (channels.length === 0 || news.length === 0) return [];
  const told = await readTold(manager, news);
  const decided = news.flatMap((step) =>
    channels.flatMap((channel) => {
      const type = decide(channel, step, told);
      return type ? [{ channel, news: { ...step, type } }] : [];
    }),
  );
  await withPeaks(
    manager,
    decided.map(({ news: { incident } }) => incident),
  );
  return decided;
}

async function readTold(manager: EntityManager, steps: readonly IncidentStep[]): Promise<Told> {
  const rows = await manager.query<{ channelId: string; incidentId: string; toldHours: number | null }[]>(
    `SELECT DISTINCT ON (channel_id, incident_id) channel_id AS "channelId", incident_id AS "incidentId",
            told_hours AS "toldHours"
       FROM delivery WHERE incident_id = ANY($1) ORDER BY channel_id, incident_id, number DESC`,
    [[...new Set(steps.map(({ incident }) => incident.id))]],
  );
  return new Map(
    rows.map(({ channelId, incidentId, toldHours }) => [`${channelId} ${incidentId}`, toldHours]),
  );
}

/** What a channel is told of a step, and remembers that it was. */
function decide(channel: Channel, { type, incident }: IncidentStep, told: Told): IncidentNews['type'] | null {
  const key = toldKey(channel, incident);
  const hours = incident.peakReturnPeriodHours;
  if (!told.has(key)) {
    const { exchange, symbol, interval, kinds } = incident;
    if (type === 'closed') return null;
    if (!wants(channel, { exchange, symbol, interval, kinds, returnPeriodHours: hours })) return null;
    told.set(key, hours);
    return 'incident.opened';
  }
  if (type === 'closed') return 'incident.closed';
  if (!isRarer(hours, told.get(key) ?? null)) return null;
  told.set(key, hours);
  return 'incident.worse';
}

function deliveryOf(
  channel: Channel,
  news: IncidentNews,
  publicUrl: string | undefined,
  now: Date,
  chart: MessageChart | undefined,
): NewDelivery {
  const { incident, type } = news;
  const message = incidentMessage(news, publicUrl, chart);
  const kind = kindOf(message);
  return {
    channel,
    // An incident becomes worse with its rarest candle, and opens and closes once.
    eventKey: `${type} ${incident.id}${kind === MessageKind.INCIDENT_WORSE ? ` ${incident.peakAt.toISOString()}` : ''}`,
    kind,
    message,
    incidentId: incident.id,
    toldHours: incident.peakReturnPeriodHours,
    skipped: whySkipped(channel, now),
  };
}

/** The closes up to the candle that is told of. */
async function chartOf(manager: EntityManager, { detection }: IncidentNews): Promise<MessageChart> {
  const { exchange, symbol, interval, openTime } = detection;
  const span = CHART_CANDLES * (isInterval(interval) ? INTERVALS[interval] : 0);
  const rows = await manager.query<{ close: number; isAnomaly: boolean }[]>(
    `SELECT close, (SELECT is_anomaly FROM detection WHERE exchange = $1 AND symbol = $2 AND interval = $3
                                                       AND open_time = candle.open_time) AS "isAnomaly"
       FROM candle
      WHERE exchange = $1 AND symbol = $2 AND interval = $3 AND open_time > $4 AND open_time <= $5 ORDER BY open_time`,
    [exchange, symbol, interval, new Date(openTime.getTime() - span), openTime],
  );
  return {
    closes: rows.map(({ close }) => close),
    anomalies: rows.flatMap(({ isAnomaly }, index) => (isAnomaly ? [index] : [])),
  };
}

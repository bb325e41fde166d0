import type { Detection, Incident } from '@detective/schema';
import type { Message, MessageChart } from './channels/message.ts';

/** A message as it is stored with its delivery, whose id is that of the message. */
export type MessageBody = Omit<Message, 'id'>;

export type IncidentMessageType = 'incident.opened' | 'incident.worse' | 'incident.closed';

/** What is told of an incident at one of its candles. */
export interface IncidentNews {
  type: IncidentMessageType;
  /** As it was with that candle, with its rarest anomaly. */
  incident: Incident;
  detection: Detection;
}

/** @param publicUrl where people reach the page, if the server knows */
export function incidentMessage(
  { type, incident, detection }: IncidentNews,
  publicUrl: string | undefined,
  chart?: MessageChart,
): MessageBody {
  const { exchange, symbol, interval } = incident;
  const series = `${symbol} ${interval}${exchange === '' ? '' : ` on ${exchange}`}`;
  return {
    type,
    timestamp: detection.detectedAt.toISOString(),
    title: `${series}: ${headline(type, incident)}`,
    text: textOf(type, incident),
    data: { incident: dataOf(incident) },
    ...(publicUrl !== undefined && { link: linkTo(publicUrl, incident) }),
    ...(chart && { chart }),
  };
}

const kindWords = (incident: Incident) =>
  incident.peak.kinds.map((kind) => kind.toLowerCase().replaceAll('_', ' ')).join(', ');

function headline(type: IncidentMessageType, incident: Incident): string {
  if (type === 'incident.closed') return `calm again after ${countOf(incident)}`;
  return type === 'incident.worse' ? `${kindWords(incident)}, rarer still` : kindWords(incident);
}

const countOf = ({ anomalyCount }: Incident) =>
  anomalyCount === 1 ? 'one anomaly' : `${anomalyCount} anomalies`;

/** @example timeText(new Date('2021-05-19T13:00:00Z')) === '2021-05-19 13:00 UTC' */
export const timeText = (time: Date): string => `${time.toISOString().slice(0, 16).replace('T', ' ')} UTC`;

function textOf(type: IncidentMessageType, incident: Incident): string {
  const { openedAt, newestAt, peak } = incident;
  const rarest = `${peak.reason ?? 'An anomaly.'}${rarityText(peak.returnPeriodHours)}`;
  if (type === 'incident.opened') return `At ${timeText(peak.candle.openTime)}: ${rarest}`;
  const span = `${countOf(incident)} from ${timeText(openedAt)} to ${timeText(newestAt)}`;
  return type === 'incident.worse'
    ? `Since ${timeText(openedAt)} ${countOf(incident)}; the rarest at ${timeText(peak.candle.openTime)}: ${rarest}`
    : `It is over: ${span}. The rarest at ${timeText(peak.candle.openTime)}: ${rarest}`;
}

function rarityText(hours: number | null): string {
  if (hours === null) return '';
  if (hours < 48) return ` Expected once in ${Math.round(hours)} hours.`;
  const days = hours / 24;
  return days < 730
    ? ` Expected once in ${Math.round(days)} days.`
    : ` Expected once in ${Math.round(days / 365).toLocaleString('en-US')} years.`;
}

function dataOf(incident: Incident): Readonly<Record<string, unknown>> {
  const { id, exchange, symbol, interval, openedAt, newestAt, closedAt, anomalyCount, kinds, peak } =
    incident;
  const { open, high, low, close, volume } = peak.candle;
  const { reason, anomalyScore, threshold, forecastHigh, forecastLow, returnPeriodHours } = peak;
  return {
    ...{ id, exchange, symbol, interval, openedAt: openedAt.toISOString(), newestAt: newestAt.toISOString() },
    ...{ closedAt: closedAt?.toISOString() ?? null, anomalyCount, kinds },
    peak: {
      openTime: peak.candle.openTime.toISOString(),
      ...{ open, high, low, close, volume, kinds: peak.kinds, reason },
      ...{ anomalyScore, threshold, forecastHigh, forecastLow, returnPeriodHours },
    },
  };
}

/** The page at the rarest anomaly. */
function linkTo(publicUrl: string, { exchange, symbol, interval, peakAt }: Incident): string {
  const series = [symbol, interval, ...(exchange === '' ? [] : [exchange])]
    .map((part) => encodeURIComponent(part).replace(/%(2F|3A)/g, (escaped) => decodeURIComponent(escaped)))
    .join('@');
  return `${publicUrl}/#series=${series}&at=${peakAt.toISOString().slice(0, 16)}Z`;
}

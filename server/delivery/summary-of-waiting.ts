import type { MessageBody } from './incident-message.ts';

/** Lines of the text; programs get all messages. */
const MOST_LINES = 50;

/** A message that had to wait. */
export interface WaitingMessage {
  id: string;
  incidentId: string | null;
  message: MessageBody;
}

/**
 * One message that tells of several, the oldest first; what belongs to one incident is on one line.
 *
 * @example 'BTC/USD 1h on kraken: price crash; calm again after one anomaly'
 */
export function summaryOfWaiting(waiting: readonly WaitingMessage[], now: Date): MessageBody {
  const lines = linesOf(waiting);
  const left = lines.length - MOST_LINES;
  const link = waiting.findLast(({ message }) => message.link !== undefined)?.message.link;
  return {
    type: 'summary',
    timestamp: now.toISOString(),
    title: `${waiting.length} messages that had to wait`,
    text: [...lines.slice(0, MOST_LINES), ...(left > 0 ? [`and ${left} more.`] : [])].join('\n'),
    data: {
      deliveries: waiting.map(({ id, message: { type, timestamp, title, data } }) => ({
        ...{ id, type, timestamp, title, data },
      })),
    },
    ...(link !== undefined && { link }),
  };
}

function linesOf(waiting: readonly WaitingMessage[]): string[] {
  const groups = new Map<string, string[]>();
  for (const { id, incidentId, message } of waiting) {
    const key = incidentId ?? id;
    const group = groups.get(key) ?? [];
    groups.set(key, group);
    // Another summary, and what tells of many series, is more than its title.
    const isMore = message.type === 'summary' || 'series' in message.data;
    group.push(isMore ? `${message.title}: ${message.text}` : message.title);
  }
  return [...groups.values()].map(joinTitles);
}

/** Titles of one incident begin with its series, which is said once. */
function joinTitles([first = '', ...others]: readonly string[]): string {
  const series = first.slice(0, first.indexOf(': ') + 2);
  const rest = others.map((title) => (title.startsWith(series) ? title.slice(series.length) : title));
  return [first, ...rest].join('; ');
}

import { createHash } from 'node:crypto';
import type { Channel, Trouble } from '@detective/schema';
import { timeText, type MessageBody } from '../delivery/incident-message.ts';
import type { NewDelivery } from '../delivery/queue-deliveries.ts';
import { tellAll } from './tell-all.ts';

/** So many silences that begin or end at the same look are told one by one. */
const MOST_ALONE = 3;
/** Series that the text names; programs get all. */
const MOST_LINES = 20;

/** In the event keys of messages that tell of many. */
export const TOGETHER = ' together ';

/** A trouble, and what is told of it. */
export interface TroubleNews {
  trouble: Trouble;
  message: MessageBody;
  /** Whether it may be told with others of its type: the silence of a series, or its end. */
  isOfMany: boolean;
}

/**
 * Messages of troubles to every channel that they concern. Where an exchange is away all its series fall silent at once:
 * that is one message to each channel, and so is the end.
 */
export function tellTogether(
  channels: readonly Channel[],
  news: readonly TroubleNews[],
  now: Date,
): NewDelivery[] {
  return channels.flatMap((channel) => {
    const told = news.flatMap((one) => {
      const deliveries = tellAll([channel], one.trouble, one.message, now);
      return deliveries.map((delivery) => ({ one, delivery }));
    });
    return (['silent', 'speaking.again', null] as const).flatMap((type) => {
      const ofType = told.filter(({ one }) => (one.isOfMany ? one.message.type : null) === type);
      if (type === null || ofType.length <= MOST_ALONE) return ofType.map(({ delivery }) => delivery);
      const troubles = ofType.map(({ one }) => one.trouble);
      return ofType.slice(0, 1).map(({ delivery }) => ({ ...delivery, ...manyAtOnce(type, troubles, now) }));
    });
  });
}

function manyAtOnce(type: 'silent' | 'speaking.again', troubles: readonly Trouble[], now: Date) {
  const keys = troubles.map(({ key, since }) => `${key} ${since.toISOString()}`).sort();
  const hash = createHash('sha256').update(keys.join('\n')).digest('hex');
  const first = new Date(Math.min(...troubles.map(({ since }) => since.getTime())));
  const isSilent = type === 'silent';
  const lines = troubles
    .slice(0, MOST_LINES)
    .map(({ subject, since }) => (isSilent ? `${subject}, since ${timeText(since)}` : subject));
  const left = troubles.length - lines.length;
  const message: MessageBody = {
    type,
    timestamp: now.toISOString(),
    title: isSilent
      ? `${troubles.length} series are silent, the first since ${timeText(first)}`
      : `${troubles.length} series are no longer silent`,
    text: [...lines, ...(left > 0 ? [`and ${left} more.`] : [])].join('\n'),
    data: {
      since: first.toISOString(),
      ...(!isSilent && { until: now.toISOString() }),
      series: troubles.map(({ exchange, symbol, interval, since }) => ({
        ...{ exchange, symbol, interval, since: since.toISOString() },
      })),
    },
  };
  return { message, eventKey: `${type}${TOGETHER}${hash}` };
}

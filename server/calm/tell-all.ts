import type { Channel, Trouble } from '@detective/schema';
import { whySkipped, wants } from '../delivery/channel-filter.ts';
import type { MessageBody } from '../delivery/incident-message.ts';
import { kindOf, type NewDelivery } from '../delivery/queue-deliveries.ts';

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

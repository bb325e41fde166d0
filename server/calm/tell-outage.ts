import { Channel } from '@detective/schema';
import type { EntityManager } from 'typeorm';
import { timeText } from '../delivery/incident-message.ts';
import { queueDeliveries } from '../delivery/queue-deliveries.ts';
import { tellAll } from './tell-all.ts';

/** What was away: its key among outages, what it is called, and since when. */
export interface Outage {
  key: 'awaySince' | 'fullSince' | 'server';
  subject: string;
  since: Date;
}

/** Tells every channel of an outage that is over, once, whichever servers have noticed it. */
export async function tellOutage(
  manager: EntityManager,
  { key: which, subject, since }: Outage,
  now: Date,
): Promise<void> {
  const key = `outage ${which}`;
  const told = await manager.query<unknown[]>(
    `SELECT 1 FROM delivery WHERE starts_with(event_key, $1) AND created_at > $2`,
    [`trouble.over ${key}`, since],
  );
  if (told.length > 0) return;
  const none = { exchange: null, symbol: null, interval: null, channelId: null };
  const message = {
    type: 'trouble.over',
    title: `No more trouble with ${subject}`,
    text: `From ${timeText(since)} to ${timeText(now)} nothing was judged or told. Candles of that time are judged now, as far as they can still be had.`,
    timestamp: now.toISOString(),
    data: { subject, since: since.toISOString(), until: now.toISOString() },
  } as const;
  const channels = await manager.find(Channel);
  await queueDeliveries(manager, tellAll(channels, { key, since, subject, ...none }, message, now));
}

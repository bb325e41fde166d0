import { randomUUID } from 'node:crypto';
import { MessageKind, type Channel, type Delivery } from '@detective/schema';
import type { EntityManager } from 'typeorm';
import { runPrepared } from '../database/prepared.ts';
import type { MessageBody } from './incident-message.ts';

/** The task of graphile-worker that carries a delivery. */
export const CARRY = 'carry-delivery';

const DAY_MS = 24 * 3_600_000;
/** Attempts go on for so long. */
export const LIFETIME_MS = 3 * DAY_MS;

/** Whether somebody wanted it to be sent again: its time began anew then. */
export const wasResent = ({ createdAt, deadline }: Pick<Delivery, 'createdAt' | 'deadline'>): boolean =>
  deadline.getTime() - createdAt.getTime() > LIFETIME_MS;

/** A message that is to go to a channel. */
export interface NewDelivery {
  channel: Pick<Channel, 'id' | 'name' | 'kind' | 'targetId'>;
  /** What is told: each channel is told of it once. */
  eventKey: string;
  kind: MessageKind;
  message: MessageBody;
  incidentId?: string;
  toldHours?: number | null;
  /** Why it is not sent; null to send it. */
  skipped?: string | null;
}

/** One queue a channel: a slow one delays no other, and gets one message at a time. */
const queueOf = (channelId: string): string => `channel:${channelId}`;

/** Queues an attempt; with the transaction, like everything here. */
export async function queueAttempt(
  manager: EntityManager,
  { id, channelId }: { id: string; channelId: string },
  at: Date | null,
): Promise<void> {
  await manager.query(
    `SELECT graphile_worker.add_job($1, json_build_object('id', $2::text), $3, $4::timestamptz)`,
    [CARRY, id, queueOf(channelId), at?.toISOString() ?? null],
  );
}

const KINDS = {
  'incident.opened': MessageKind.INCIDENT_OPENED,
  'incident.worse': MessageKind.INCIDENT_WORSE,
  'incident.closed': MessageKind.INCIDENT_CLOSED,
  silent: MessageKind.SILENT,
  'speaking.again': MessageKind.SPEAKING_AGAIN,
  trouble: MessageKind.TROUBLE,
  'trouble.over': MessageKind.TROUBLE_OVER,
  summary: MessageKind.SUMMARY,
  test: MessageKind.TEST,
} as const;

/** As GraphQL calls the type of a message. */
export const kindOf = ({ type }: MessageBody): MessageKind => KINDS[type];

const QUEUE = `
  WITH given AS (
    SELECT * FROM jsonb_to_recordset($1) AS given (
      place int, id uuid, channel_id uuid, channel_name text, channel_kind text, target_id uuid, event_key text,
      incident_id text, told_hours float8, kind text, message jsonb, skipped text)
  ), stored AS (
    INSERT INTO delivery (id, channel_id, channel_name, channel_kind, target_id, event_key, incident_id, told_hours,
                          kind, message, state, last_error, next_attempt_at, created_at, deadline)
    SELECT id, channel_id, channel_name, channel_kind, target_id, event_key, incident_id, told_hours, kind, message,
           CASE WHEN skipped IS NULL THEN 'PENDING' ELSE 'SKIPPED' END, skipped,
           CASE WHEN skipped IS NULL THEN clock.now END, clock.now, clock.now + $2 * interval '1 millisecond'
      FROM given, (SELECT clock_timestamp() AS now) AS clock ORDER BY place
        ON CONFLICT (event_key, channel_id, target_id) DO NOTHING
    RETURNING id, channel_id, state, number
  )
  SELECT id, CASE WHEN state = 'PENDING' THEN (
           graphile_worker.add_job('${CARRY}', json_build_object('id', id), 'channel:' || channel_id)
         ).id END AS job
    FROM stored ORDER BY number`;

/**
 * Stores messages with the transaction that they belong to, and queues those that were not there yet: both are there
 * when the transaction is committed, or neither is.
 *
 * @returns the ids of the deliveries that are new
 */
export async function queueDeliveries(
  manager: EntityManager,
  deliveries: readonly NewDelivery[],
): Promise<string[]> {
  if (deliveries.length === 0) return [];
  const rows = deliveries.map(
    ({ channel, eventKey, kind, message, incidentId, toldHours, skipped }, place) => ({
      ...{
        place,
        id: randomUUID(),
        channel_id: channel.id,
        channel_name: channel.name,
        channel_kind: channel.kind,
      },
      ...{ target_id: channel.targetId, event_key: eventKey, incident_id: incidentId, told_hours: toldHours },
      ...{ kind, message, skipped },
    }),
  );
  const stored = await runPrepared<{ id: string }[]>(manager, 'queue deliveries', QUEUE, [
    JSON.stringify(rows),
    LIFETIME_MS,
  ]);
  return stored.map(({ id }) => id);
}

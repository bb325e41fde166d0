import { randomUUID } from 'node:crypto';
import type { Channel } from '@detective/schema';
import type { EntityManager } from 'typeorm';
import type { MessageBody } from './incident-message.ts';
import { kindOf, queueAttempt, queueDeliveries } from './queue-deliveries.ts';
import { summaryOfWaiting } from './summary-of-waiting.ts';

/** Of deliveries that are summaries of what had to wait; their event keys begin with it. */
const TOGETHER = 'told together ';
/** What a summary tells of at most; the rest goes into further ones. */
const MOST_MESSAGES = 200;

interface Waiting {
  id: string;
  incidentId: string | null;
  eventKey: string;
  summaryId: string | null;
  message: MessageBody;
  /** Nobody else is at it, and it has surely not arrived: it may be told in another message. */
  isFree: boolean;
}

/** Those that another transaction is at are no part of a summary, and are not waited for. */
const READ = `
  WITH free AS (
    SELECT id FROM delivery
     WHERE channel_id = $1 AND state = 'PENDING' AND kind <> 'TEST' AND unanswered = 0 AND summary_id IS NULL
       AND (claimed_until IS NULL OR claimed_until <= clock_timestamp())
       FOR UPDATE SKIP LOCKED
  )
  SELECT id, incident_id AS "incidentId", event_key AS "eventKey", summary_id AS "summaryId", message,
         free.id IS NOT NULL AS "isFree"
    FROM delivery LEFT JOIN free USING (id)
   WHERE channel_id = $1 AND state = 'PENDING' ORDER BY number`;

/**
 * Puts all that waits for a channel into summaries, for a receiver that has asked for fewer messages: a queue of them
 * would only make it ask again, and a summary would have to wait in it. A message that may have arrived already is left
 * to its own id, and so are those of its incident after it; one that waits alone is sent as it is. Summaries that have
 * not got there yet are extended first.
 */
export async function sumUpWaiting(manager: EntityManager, channel: Channel, now: Date): Promise<void> {
  const waiting = await manager.query<Waiting[]>(READ, [channel.id]);
  const before = waiting.filter(({ eventKey, isFree }) => isFree && eventKey.startsWith(TOGETHER));
  for (const { id } of before) await sumUp(manager, channel, { waiting, id, now });
  while (await sumUp(manager, channel, { waiting, id: undefined, now }));
}

interface SummingUp {
  /** All that waits; what is summed up is marked as such. */
  waiting: readonly Waiting[];
  /** Of the summary that is extended; undefined for a new one. */
  id: string | undefined;
  now: Date;
}

/** @returns whether there was anything to put into the summary */
async function sumUp(
  manager: EntityManager,
  channel: Channel,
  { waiting, id: before, now }: SummingUp,
): Promise<boolean> {
  const present = waiting.filter((one) => before !== undefined && [one.id, one.summaryId].includes(before));
  const told = present.filter((one) => one.id !== before);
  const added = inOrder(waiting, new Set(present));
  if (added.length === 0 || told.length + added.length < 2) return false;
  const all = waiting.filter((one) => told.includes(one) || added.includes(one));
  const message = summaryOfWaiting(all, now);
  const id = before ?? (await addSummary(manager, channel, message));
  for (const one of added) Object.assign(one, { summaryId: id, isFree: false });
  await manager.query(
    `UPDATE delivery SET summary_id = $1, next_attempt_at = NULL, claimed_until = NULL WHERE id = ANY($2)`,
    [id, added.map((one) => one.id)],
  );
  await manager.query(
    `UPDATE delivery SET message = $2, next_attempt_at = clock_timestamp(),
            deadline = (SELECT max(deadline) FROM delivery WHERE summary_id = $1) WHERE id = $1`,
    [id, JSON.stringify(message)],
  );
  if (before !== undefined) await queueAttempt(manager, { id, channelId: channel.id }, null);
  return true;
}

/** What can be added to a summary without overtaking a message of the same incident that is not in it. */
function inOrder(waiting: readonly Waiting[], present: ReadonlySet<Waiting>): Waiting[] {
  const overtaken = new Set<string>();
  const added: Waiting[] = [];
  for (const one of waiting) {
    if (present.has(one)) continue;
    const { incidentId, isFree, eventKey } = one;
    const isLate = incidentId !== null && overtaken.has(incidentId);
    const isRoom = present.size + added.length < MOST_MESSAGES;
    if (isFree && !isLate && isRoom && !eventKey.startsWith(TOGETHER)) added.push(one);
    else if (incidentId !== null) overtaken.add(incidentId);
  }
  return added;
}

async function addSummary(manager: EntityManager, channel: Channel, message: MessageBody): Promise<string> {
  const [id = ''] = await queueDeliveries(manager, [
    { channel, eventKey: TOGETHER + randomUUID(), kind: kindOf(message), message },
  ]);
  return id;
}

/** Lets the messages of a summary that the receiver will not take go one by one. */
export async function takeApart(
  manager: EntityManager,
  { id, channelId }: { id: string; channelId: string },
) {
  const [released] = await manager.query<[{ id: string; number: string }[], number]>(
    `UPDATE delivery SET summary_id = NULL, next_attempt_at = clock_timestamp()
      WHERE summary_id = $1 AND state = 'PENDING' RETURNING id, number`,
    [id],
  );
  if (released.length === 0) return;
  // Else they would be summed up again at once.
  await manager.query('UPDATE channel SET retry_at = NULL WHERE id = $1', [channelId]);
  const sorted = released.sort((one, other) => Number(one.number) - Number(other.number));
  for (const one of sorted) await queueAttempt(manager, { id: one.id, channelId }, null);
}

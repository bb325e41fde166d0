import { Channel, Delivery, DeliveryState, MessageKind } from '@detective/schema';
import { IsNull, type EntityManager } from 'typeorm';
import type { Outcome } from './channels/message.ts';
import { pauseAfter } from './attempt-pauses.ts';
import { whySkipped } from './channel-filter.ts';
import { hastenWaiting } from './hasten-waiting.ts';
import { queueAttempt, wasResent } from './queue-deliveries.ts';
import { sumUpWaiting, takeApart } from './sum-up-waiting.ts';

/** An attempt takes 15 s at most; whoever has not said how it ended by then is dead. */
const CLAIM_MS = 30_000;

export interface Claim {
  delivery: Delivery;
  channel: Channel;
}

/**
 * Takes a delivery for one attempt. Nobody else can until the attempt has ended or whoever makes it counts as dead.
 *
 * @returns null where there is nothing to do now: it has ended, is not due, is being carried, or waits for an earlier
 *   message of its incident, whose end queues it; or it is told in a summary
 */
export async function claim(manager: EntityManager, id: string): Promise<Claim | null> {
  const locked = await lock(manager, id);
  if (!locked) return null;
  const now = await readClock(manager);
  if (locked.claimedUntil !== null && locked.claimedUntil > now) return null;
  const channel = await manager.findOneBy(Channel, { id: locked.channelId });
  const delivery = await afterPause(manager, locked, channel, now);
  if (!delivery) return null;
  // The end of the earlier one, if it is being written now, is waited for: it may not have seen this one.
  const earlier = await manager.query<unknown[]>(
    `SELECT 1 FROM delivery WHERE channel_id = $1 AND incident_id = $2 AND number < $3 AND state = 'PENDING' FOR SHARE`,
    [delivery.channelId, delivery.incidentId, delivery.number],
  );
  if (earlier.length > 0) return null;
  const skipped = !channel ? 'The channel was removed.' : whyNot(channel, delivery, now);
  if (!channel || skipped !== null) {
    await end(manager, delivery, { state: DeliveryState.SKIPPED, lastError: skipped });
    return null;
  }
  const dueAt = Math.max(delivery.nextAttemptAt?.getTime() ?? 0, channel.retryAt?.getTime() ?? 0);
  if (dueAt > now.getTime()) {
    const nextAttemptAt = new Date(dueAt);
    await manager.update(Delivery, { id }, { nextAttemptAt });
    await queueAttempt(manager, delivery, nextAttemptAt);
    return null;
  }
  const claimedUntil = new Date(now.getTime() + CLAIM_MS);
  const begun = { claimedUntil, attempts: delivery.attempts + 1, unanswered: delivery.unanswered + 1 };
  await manager.update(Delivery, { id }, begun);
  return { delivery: Object.assign(delivery, begun), channel };
}

/** A delivery that has not ended, locked; null for one that has, or is told in a summary. */
async function lock(manager: EntityManager, id: string): Promise<Delivery | null> {
  const where = { id, state: DeliveryState.PENDING, summaryId: IsNull() };
  return manager.findOne(Delivery, { where, lock: { mode: 'pessimistic_write' } });
}

async function readClock(manager: EntityManager): Promise<Date> {
  const [row] = await manager.query<{ now: Date }[]>('SELECT clock_timestamp() AS now');
  return row?.now ?? new Date();
}

/** A receiver that has asked for a pause gets all that waits when it is over in one summary. */
async function afterPause(
  manager: EntityManager,
  delivery: Delivery,
  channel: Channel | null,
  now: Date,
): Promise<Delivery | null> {
  if (!channel || channel.retryAt === null || channel.retryAt > now) return delivery;
  if (whySkipped(channel, now) !== null) return delivery;
  await sumUpWaiting(manager, channel, now);
  return lock(manager, delivery.id);
}

/** What failed before the quiet hours wakes nobody in them, unless somebody wants it now. */
function whyNot(channel: Channel, delivery: Delivery, now: Date): string | null {
  if (delivery.kind === MessageKind.TEST) return null;
  return whySkipped(wasResent(delivery) ? { ...channel, quietFrom: null } : channel, now);
}

/**
 * Stores how an attempt ended, and queues what follows from it.
 *
 * @returns what has become of the delivery; null where it had ended already
 */
export async function settle(
  manager: EntityManager,
  { delivery: { id }, channel }: Claim,
  outcome: Outcome,
): Promise<DeliveryState | null> {
  const delivery = await lock(manager, id);
  if (!delivery) return null;
  const now = await readClock(manager);
  const error = outcome.kind === 'delivered' ? null : outcome.reason;
  const answers = [...delivery.answers, { at: now.toISOString(), error }];
  if (outcome.kind === 'delivered') {
    const delivered = { deliveredAt: now, lastError: null, answers };
    await end(manager, delivery, { ...delivered, state: DeliveryState.DELIVERED });
    await manager.update(Channel, { id: channel.id }, { failingSince: null, lastError: null, retryAt: null });
    if (channel.failingSince !== null) await hastenWaiting(manager, channel.id);
    return DeliveryState.DELIVERED;
  }
  if (outcome.kind === 'gone') {
    await manager.update(Channel, { id: channel.id }, { isPaused: true, lastError: error });
  }
  if (outcome.kind === 'refused') await takeApart(manager, delivery);
  if (outcome.kind === 'failed') await noteFailure(manager, channel, outcome, now);
  const next = outcome.kind === 'failed' ? nextAttempt(delivery, outcome, now) : null;
  if (!next) {
    await end(manager, delivery, { state: DeliveryState.DEAD, lastError: error, answers });
    return DeliveryState.DEAD;
  }
  // Who asks for a pause has not taken the message; of any other failure nobody knows.
  const isDeclined = outcome.kind === 'failed' && outcome.retryAfterMs !== undefined;
  const unanswered = delivery.unanswered - (isDeclined ? 1 : 0);
  const waiting = { nextAttemptAt: next, claimedUntil: null, lastError: error, answers, unanswered };
  await manager.update(Delivery, { id }, waiting);
  await queueAttempt(manager, delivery, next);
  return DeliveryState.PENDING;
}

/** Null where there is none any more. */
function nextAttempt(
  { kind, attempts, deadline }: Delivery,
  { retryAfterMs }: Extract<Outcome, { kind: 'failed' }>,
  now: Date,
): Date | null {
  if (kind === MessageKind.TEST) return null;
  const next = now.getTime() + pauseAfter(attempts, retryAfterMs);
  return next <= deadline.getTime() ? new Date(next) : null;
}

async function noteFailure(
  manager: EntityManager,
  { id }: Channel,
  { reason, retryAfterMs }: Extract<Outcome, { kind: 'failed' }>,
  now: Date,
): Promise<void> {
  const retryAt = retryAfterMs === undefined ? null : new Date(now.getTime() + pauseAfter(1, retryAfterMs));
  await manager.query(
    `UPDATE channel SET failing_since = coalesce(failing_since, $2), last_error = $3,
            retry_at = greatest(retry_at, $4::timestamptz) WHERE id = $1`,
    [id, now, reason, retryAt],
  );
}

type End = Pick<Delivery, 'state' | 'lastError'> & Partial<Pick<Delivery, 'deliveredAt' | 'answers'>>;

/** Ends a delivery and all that is told in it, and lets the next messages of their incidents go. */
async function end(manager: EntityManager, delivery: Delivery, how: End): Promise<void> {
  await manager.update(Delivery, { id: delivery.id }, { ...how, nextAttemptAt: null, claimedUntil: null });
  const [told] = await manager.query<[Pick<Delivery, 'channelId' | 'incidentId' | 'number'>[], number]>(
    `UPDATE delivery SET state = $2, last_error = $3, delivered_at = $4
      WHERE summary_id = $1 AND state <> 'DELIVERED'
     RETURNING channel_id AS "channelId", incident_id AS "incidentId", number`,
    [delivery.id, how.state, how.lastError, how.deliveredAt ?? null],
  );
  for (const { channelId, incidentId, number } of [delivery, ...told]) {
    if (incidentId === null) continue;
    const [next] = await manager.query<Pick<Delivery, 'id' | 'channelId'>[]>(
      `SELECT id, channel_id AS "channelId" FROM delivery
        WHERE channel_id = $1 AND incident_id = $2 AND number > $3 AND state = 'PENDING' ORDER BY number LIMIT 1`,
      [channelId, incidentId, number],
    );
    if (next) await queueAttempt(manager, next, null);
  }
}

/**
 * Sends a message that was given up or left out once more, with the same id.
 *
 * @returns whether there was one to send
 */
export async function resend(manager: EntityManager, id: string, lifetimeMs: number): Promise<boolean> {
  const [rows] = await manager.query<[Pick<Delivery, 'id' | 'channelId'>[], number]>(
    `UPDATE delivery SET state = 'PENDING', attempts = 0, next_attempt_at = clock_timestamp(), claimed_until = NULL,
            summary_id = NULL, deadline = clock_timestamp() + $2 * interval '1 millisecond'
      WHERE id = $1 AND state IN ('DEAD', 'SKIPPED') RETURNING id, channel_id AS "channelId"`,
    [id, lifetimeMs],
  );
  const [again] = rows;
  if (again) await queueAttempt(manager, again, null);
  return again !== undefined;
}

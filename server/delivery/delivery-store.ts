import { Channel, Delivery, DeliveryState, MessageKind } from '@detective/schema';
import type { EntityManager } from 'typeorm';
import type { Outcome } from './channels/message.ts';
import { pauseAfter } from './attempt-pauses.ts';
import { CARRY, queueOf } from './queue-deliveries.ts';

/** An attempt takes 15 s at most; whoever has not said how it ended by then is dead. */
const CLAIM_MS = 30_000;

export interface Claim {
  delivery: Delivery;
  channel: Channel;
}

/** Queues an attempt; with the transaction, like everything here. */
async function queueAttempt(
  manager: EntityManager,
  { id, channelId }: Pick<Delivery, 'id' | 'channelId'>,
  at: Date | null,
): Promise<void> {
  await manager.query(
    `SELECT graphile_worker.add_job($1, json_build_object('id', $2::text), $3, $4::timestamptz)`,
    [CARRY, id, queueOf(channelId), at?.toISOString() ?? null],
  );
}

/**
 * Takes a delivery for one attempt. Nobody else can until the attempt has ended or whoever makes it counts as dead.
 *
 * @returns null where there is nothing to do now: it has ended, is not due, is being carried, or waits for an earlier
 *   message of its incident, whose end queues it
 */
export async function claim(manager: EntityManager, id: string): Promise<Claim | null> {
  const delivery = await manager.findOne(Delivery, { where: { id }, lock: { mode: 'pessimistic_write' } });
  if (delivery?.state !== DeliveryState.PENDING) return null;
  const [{ now } = { now: new Date() }] = await manager.query<{ now: Date }[]>(
    'SELECT clock_timestamp() AS now',
  );
  if (delivery.claimedUntil !== null && delivery.claimedUntil > now) return null;
  // The end of the earlier one, if it is being written now, is waited for: it may not have seen this one.
  const earlier = await manager.query<unknown[]>(
    `SELECT 1 FROM delivery WHERE channel_id = $1 AND incident_id = $2 AND number < $3 AND state = 'PENDING' FOR SHARE`,
    [delivery.channelId, delivery.incidentId, delivery.number],
  );
  if (earlier.length > 0) return null;
  const channel = await manager.findOneBy(Channel, { id: delivery.channelId });
  const skipped = !channel ? 'The channel was removed.' : whyNot(channel, delivery);
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
  const attempts = delivery.attempts + 1;
  await manager.update(Delivery, { id }, { claimedUntil, attempts });
  return { delivery: Object.assign(delivery, { claimedUntil, attempts }), channel };
}

const whyNot = (channel: Channel, { kind }: Delivery): string | null =>
  channel.isPaused && kind !== MessageKind.TEST ? 'The channel was paused.' : null;

/** Stores how an attempt ended, and queues what follows from it. */
export async function settle(
  manager: EntityManager,
  { delivery: { id }, channel }: Claim,
  outcome: Outcome,
): Promise<void> {
  const delivery = await manager.findOne(Delivery, { where: { id }, lock: { mode: 'pessimistic_write' } });
  if (delivery?.state !== DeliveryState.PENDING) return;
  const [{ now } = { now: new Date() }] = await manager.query<{ now: Date }[]>(
    'SELECT clock_timestamp() AS now',
  );
  const error = outcome.kind === 'delivered' ? null : outcome.reason;
  const answers = [...delivery.answers, { at: now.toISOString(), error }];
  if (outcome.kind === 'delivered') {
    const delivered = { deliveredAt: now, lastError: null, answers };
    await end(manager, delivery, { ...delivered, state: DeliveryState.DELIVERED });
    await manager.update(Channel, { id: channel.id }, { failingSince: null, lastError: null, retryAt: null });
    return;
  }
  if (outcome.kind === 'gone') {
    await manager.update(Channel, { id: channel.id }, { isPaused: true, lastError: error });
  }
  if (outcome.kind === 'failed') await noteFailure(manager, channel, outcome, now);
  const next = outcome.kind === 'failed' ? nextAttempt(delivery, outcome, now) : null;
  if (!next) return end(manager, delivery, { state: DeliveryState.DEAD, lastError: error, answers });
  const waiting = { nextAttemptAt: next, claimedUntil: null, lastError: error, answers };
  await manager.update(Delivery, { id }, waiting);
  await queueAttempt(manager, delivery, next);
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

/** Ends a delivery, and lets the next message of its incident go. */
async function end(
  manager: EntityManager,
  { id, channelId, incidentId, number }: Delivery,
  how: Pick<Delivery, 'state' | 'lastError'> & Partial<Pick<Delivery, 'deliveredAt' | 'answers'>>,
): Promise<void> {
  await manager.update(Delivery, { id }, { ...how, nextAttemptAt: null, claimedUntil: null });
  if (incidentId === null) return;
  const [next] = await manager.query<Pick<Delivery, 'id' | 'channelId'>[]>(
    `SELECT id, channel_id AS "channelId" FROM delivery
      WHERE channel_id = $1 AND incident_id = $2 AND number > $3 AND state = 'PENDING' ORDER BY number LIMIT 1`,
    [channelId, incidentId, number],
  );
  if (next) await queueAttempt(manager, next, null);
}

/**
 * Sends a message that was given up or left out once more, with the same id.
 *
 * @returns whether there was one to send
 */
export async function resend(manager: EntityManager, id: string, lifetimeMs: number): Promise<boolean> {
  const [rows] = await manager.query<[Pick<Delivery, 'id' | 'channelId'>[], number]>(
    `UPDATE delivery SET state = 'PENDING', attempts = 0, next_attempt_at = clock_timestamp(), claimed_until = NULL,
            deadline = clock_timestamp() + $2 * interval '1 millisecond'
      WHERE id = $1 AND state IN ('DEAD', 'SKIPPED') RETURNING id, channel_id AS "channelId"`,
    [id, lifetimeMs],
  );
  const [again] = rows;
  if (again) await queueAttempt(manager, again, null);
  return again !== undefined;
}

/**
 * Frees the jobs of workers that were killed, which would be locked for four hours otherwise, and queues deliveries
 * whose job was lost on the way.
 *
 * @param deadMs a job that has been locked for so long is nobody's any more
 */
export async function freeDead(manager: EntityManager, deadMs: number): Promise<void> {
  await manager.query(
    `SELECT graphile_worker.force_unlock_workers(array_agg(DISTINCT locked_by)) FROM graphile_worker.jobs
      WHERE locked_at < now() - $1 * interval '1 millisecond' HAVING count(*) > 0`,
    [deadMs],
  );
}

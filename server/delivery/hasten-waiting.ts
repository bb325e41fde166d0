import type { EntityManager } from 'typeorm';
import { CARRY } from './queue-deliveries.ts';

/**
 * Sends at once what waits for its next attempt, which may be half a day off: the receiver has just taken a message after
 * failures, or has another address. What is under way, or is told in a summary, is left alone. A message that is
 * never taken costs an attempt or two more, after all that were queued before it.
 */
export async function hastenWaiting(manager: EntityManager, channelId: string): Promise<void> {
  await manager.query(
    `WITH due AS (
       UPDATE delivery SET next_attempt_at = clock_timestamp()
        WHERE id IN (
          SELECT id FROM delivery
           WHERE channel_id = $1 AND state = 'PENDING' AND summary_id IS NULL
             AND next_attempt_at > clock_timestamp()
             AND (claimed_until IS NULL OR claimed_until <= clock_timestamp())
             FOR UPDATE SKIP LOCKED)
       RETURNING id, number
     )
     SELECT graphile_worker.add_job('${CARRY}', json_build_object('id', id), 'channel:' || $1)
       FROM due ORDER BY number`,
    [channelId],
  );
}

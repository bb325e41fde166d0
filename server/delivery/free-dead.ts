import type { Delivery } from '@detective/schema';
import type { EntityManager } from 'typeorm';
import { queueAttempt } from './queue-deliveries.ts';

/** A delivery that is due for so long without a job has lost it. */
const LOST_AFTER_MS = 2 * 60_000;
const LOST_AT_ONCE = 100;

/**
 * Frees the jobs and queues of workers that were killed, which would be locked for four hours otherwise (a queue stays
 * locked, too, when the job that locked it is gone), and queues deliveries whose job was lost, as one is that the database has failed too often.
 *
 * @param deadMs a job that has been locked for so long is nobody's any more
 */
export async function freeDead(manager: EntityManager, deadMs: number): Promise<void> {
  await manager.query(
    `SELECT graphile_worker.force_unlock_workers(array_agg(DISTINCT locked_by))
       FROM (SELECT locked_by, locked_at FROM graphile_worker._private_jobs
             UNION ALL SELECT locked_by, locked_at FROM graphile_worker._private_job_queues) AS held
      WHERE locked_at < now() - $1 * interval '1 millisecond' HAVING count(*) > 0`,
    [deadMs],
  );
  const lost = await manager.query<Pick<Delivery, 'id' | 'channelId'>[]>(
    `SELECT id, channel_id AS "channelId" FROM delivery
      WHERE state = 'PENDING' AND summary_id IS NULL
        AND next_attempt_at < clock_timestamp() - $1 * interval '1 millisecond'
        AND (claimed_until IS NULL OR claimed_until < clock_timestamp())
        AND id::text NOT IN (SELECT payload->>'id' FROM graphile_worker._private_jobs
                              WHERE payload->>'id' IS NOT NULL AND attempts < max_attempts)
        AND NOT EXISTS (SELECT 1 FROM delivery AS earlier
                         WHERE earlier.channel_id = delivery.channel_id AND earlier.incident_id = delivery.incident_id
                           AND earlier.number < delivery.number AND earlier.state = 'PENDING')
      ORDER BY number LIMIT $2`,
    [LOST_AFTER_MS, LOST_AT_ONCE],
  );
  for (const delivery of lost) await queueAttempt(manager, delivery, null);
}

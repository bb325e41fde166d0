import type { Channel } from '@detective/schema';
import type { EntityManager } from 'typeorm';

type SeriesFilter = Pick<Channel, 'id' | 'exchange' | 'symbol' | 'interval'>;

/**
 * Leaves out what waits for a channel and is about series that it does not want any more, as in a storm that somebody
 * stops by a narrower filter. What is under way, or is told in a summary, goes on; what is left out can be sent again.
 */
export async function skipUnwanted(
  manager: EntityManager,
  { id, exchange, symbol, interval }: SeriesFilter,
): Promise<void> {
  await manager.query(
    `WITH waiting AS (
       SELECT id, coalesce(message->'data'->'incident', message->'data') AS subject FROM delivery
        WHERE channel_id = $1 AND state = 'PENDING' AND summary_id IS NULL
          AND (claimed_until IS NULL OR claimed_until <= clock_timestamp())
          FOR UPDATE SKIP LOCKED
     )
     UPDATE delivery SET state = 'SKIPPED', next_attempt_at = NULL, claimed_until = NULL,
            last_error = 'The channel was set to other series.'
       FROM waiting
      WHERE delivery.id = waiting.id
        AND (subject->>'exchange' <> $2 OR subject->>'symbol' <> $3 OR subject->>'interval' <> $4)`,
    [id, exchange, symbol, interval],
  );
}

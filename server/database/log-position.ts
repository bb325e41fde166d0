/** A place in PostgreSQL's write-ahead log. */
export interface LogPosition {
  /** Counted up at each promotion. */
  timeline: number;
  /** Since the log began. */
  bytes: number;
}

interface PositionRow {
  timeline: number | null;
  bytes: string | null;
}

const IN_BYTES = (position: string) => `pg_wal_lsn_diff(${position}, '0/0')::text`;

/**
 * Of a primary: what was committed before is in the log up to there; no row on a standby. A segment of the log is named
 * after its timeline, in eight hexadecimal digits.
 */
export const PRIMARY_POSITION = `
  SELECT ('x' || left(pg_walfile_name(position), 8))::bit(32)::int AS timeline, ${IN_BYTES('position')} AS bytes
    FROM (SELECT pg_current_wal_lsn() AS position WHERE NOT pg_is_in_recovery()) present`;

/**
 * Of a standby: whatever was committed up to there can be seen; no row on a primary. The timeline is that of the
 * connection over which it gets the log, where the user may see that (pg_monitor), or that of the last restart point.
 */
export const STANDBY_POSITION = `
  SELECT greatest((SELECT max(received_tli) FROM pg_stat_wal_receiver),
                  (SELECT min_recovery_end_timeline FROM pg_control_recovery()),
                  (SELECT timeline_id FROM pg_control_checkpoint())) AS timeline,
         ${IN_BYTES('pg_last_wal_replay_lsn()')} AS bytes
   WHERE pg_is_in_recovery()`;

/** @returns undefined for no row, and where PostgreSQL doesn't know */
export function logPosition(rows: readonly unknown[]): LogPosition | undefined {
  const row = rows[0] as PositionRow | undefined;
  if (!row || row.timeline === null || row.bytes === null) return undefined;
  return { timeline: row.timeline, bytes: Number(row.bytes) };
}

import { Checkpoint } from '@detective/schema';
import type { EntityManager } from 'typeorm';

/** The newest candle of a series and the detector's state after it, both as of the same moment. */
export interface Newest {
  openTime: Date;
  /** When the candle was judged. */
  detectedAt: Date;
  /** Null if none is stored; may be another model's. */
  state: Checkpoint | null;
}

interface Row {
  openTime: Date;
  detectedAt: Date;
  modelId: string | null;
  stateOpenTime: Date | null;
  state: Buffer | null;
}

/**
 * Reads both in one statement, so that no commit comes between a series and its state.
 *
 * @returns null for a series that has no candle
 */
export async function readNewest(
  manager: EntityManager,
  key: { exchange: string; symbol: string; interval: string },
): Promise<Newest | null> {
  const [row] = await manager.query<Row[]>(
    // A join with the detections may read all of the series: it is planned from statistics, which a new table has none of.
    `SELECT last_open_time AS "openTime", state.model_id AS "modelId", state.open_time AS "stateOpenTime", state.state,
            (SELECT detected_at FROM detection
              WHERE exchange = $1 AND symbol = $2 AND interval = $3 AND open_time = last_open_time) AS "detectedAt"
       FROM series LEFT JOIN detector_state state USING (exchange, symbol, interval)
      WHERE exchange = $1 AND symbol = $2 AND interval = $3`,
    [key.exchange, key.symbol, key.interval],
  );
  if (!row) return null;
  const { openTime, detectedAt, modelId, stateOpenTime, state } = row;
  const hasState = modelId !== null && stateOpenTime !== null && state !== null;
  return {
    openTime,
    detectedAt,
    state: hasState
      ? Object.assign(new Checkpoint(), { ...key, modelId, openTime: stateOpenTime, state })
      : null,
  };
}

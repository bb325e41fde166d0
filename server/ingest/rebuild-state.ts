import type { SeriesKey } from '@detective/data';
import { StateMismatchError, type Detector, type DetectorState } from '@detective/models';
import { Candle, type Checkpoint } from '@detective/schema';
import type { EntityManager } from 'typeorm';

/** More than a year of hourly candles: older ones have no noticeable influence on the detector's state. */
const REPLAYED_CANDLES = 10_000;

/**
 * The detector's state after the newest stored candle: the stored one, or one rebuilt from stored candles if another
 * model wrote it, so that two models never mix in one state.
 *
 * @param newest the open time of the newest stored candle, and the stored state if there is one
 */
export async function rebuildState(
  manager: EntityManager,
  detector: Detector,
  key: SeriesKey,
  newest: { openTime: Date; state: Checkpoint | null },
): Promise<DetectorState> {
  const { openTime, state } = newest;
  if (state && state.modelId === detector.modelId && state.openTime.getTime() === openTime.getTime()) {
    try {
      return detector.decodeState(state.state);
    } catch (error) {
      if (!(error instanceof StateMismatchError)) throw error;
    }
  }
  return replayStored(manager, detector, key);
}

async function replayStored(
  manager: EntityManager,
  detector: Detector,
  key: SeriesKey,
): Promise<DetectorState> {
  const newest = await manager.find(Candle, {
    where: key,
    order: { openTime: 'DESC' },
    take: REPLAYED_CANDLES,
  });
  let state = detector.initialState();
  for (const candle of newest.reverse()) {
    state = detector.step(state, { ...candle, openTime: candle.openTime.getTime() }).nextState;
  }
  return state;
}

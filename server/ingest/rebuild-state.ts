import type { SeriesKey } from '@detective/data';
import { StateMismatchError, type Detector, type DetectorState } from '@detective/models';
import { Candle, Checkpoint, type Series } from '@detective/schema';
import type { EntityManager } from 'typeorm';

/** About a year of hours: far longer than anything the detector remembers weighs noticeably. */
const REPLAYED_CANDLES = 10_000;

/**
 * The detector's state after the newest stored candle: as stored, or made anew from stored candles when another
 * model wrote it, so that two models never mix in one state.
 *
 * @param series the row of the series; null for one that has no candle yet
 */
export async function rebuildState(
  manager: EntityManager,
  detector: Detector,
  key: SeriesKey,
  series: Series | null,
): Promise<DetectorState> {
  if (!series) return detector.initialState();
  const row = await manager.findOneBy(Checkpoint, key);
  if (row && row.modelId === detector.modelId && row.openTime.getTime() === series.lastOpenTime.getTime()) {
    try {
      return detector.decodeState(row.state);
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

import { setImmediate as nextTurn } from 'node:timers/promises';
import type { EpochMs, SeriesKey } from '@detective/data';
import { StateMismatchError, type Detector, type DetectorState } from '@detective/models';
import { Candle, type AccuracyBucket, type Checkpoint, type Incident, type Series } from '@detective/schema';
import { And, LessThanOrEqual, MoreThan, type EntityManager } from 'typeorm';

/**
 * More than a year of hourly candles, whose influence is as good as over by then. At 5 minutes it is five weeks, after
 * which past scores still count half: what that makes of a threshold is measured in docs/guarantees.md.
 */
const REPLAYED_CANDLES = 10_000;

/** Steps between two turns of the event loop, which take a few milliseconds. */
const STEPS_A_TURN = 50;

/** The newest candle in the database, and the stored state if there is one. */
export interface NewestStored {
  openTime: Date;
  state: Checkpoint | null;
}

/** A state of this server's own model after some stored candle. */
export interface KnownState {
  openTime: EpochMs;
  state: DetectorState;
  /** What this server stored with that candle; undefined where it has only read. */
  stored?: { series: Series; bucket: AccuracyBucket; incident: Incident | null };
}

/**
 * The detector's state after the newest stored candle: the stored one, or one rebuilt from stored candles if another
 * model wrote it, so that two models never mix in one state.
 *
 * @param known a state to go on from, instead of from the beginning
 */
export async function rebuildState(
  manager: EntityManager,
  detector: Detector,
  key: SeriesKey,
  newest: NewestStored,
  known?: KnownState,
): Promise<DetectorState> {
  const { openTime, state } = newest;
  if (state && state.modelId === detector.modelId && state.openTime.getTime() === openTime.getTime()) {
    try {
      return detector.decodeState(state.state);
    } catch (error) {
      if (!(error instanceof StateMismatchError)) throw error;
    }
  }
  const after = known && known.openTime < openTime.getTime() ? known : undefined;
  const candles = await readCandles(manager, key, openTime, after?.openTime);
  // With so many, the oldest ones after the known state may not be among them.
  const isWhole = after !== undefined && candles.length < REPLAYED_CANDLES;
  return walk(detector, isWhole ? after.state : detector.initialState(), candles);
}

/** The newest candles of a series up to `last`, and after `after` where given, ascending. */
async function readCandles(manager: EntityManager, key: SeriesKey, last: Date, after?: EpochMs) {
  const upTo = LessThanOrEqual(last);
  const candles = await manager.find(Candle, {
    where: { ...key, openTime: after === undefined ? upTo : And(upTo, MoreThan(new Date(after))) },
    order: { openTime: 'DESC' },
    take: REPLAYED_CANDLES,
  });
  return candles.reverse();
}

/** In turns, so that requests are answered meanwhile. */
async function walk(detector: Detector, start: DetectorState, candles: Candle[]): Promise<DetectorState> {
  let state = start;
  for (const [index, candle] of candles.entries()) {
    state = detector.step(state, { ...candle, openTime: candle.openTime.getTime() }).nextState;
    if (index % STEPS_A_TURN === STEPS_A_TURN - 1) await nextTurn();
  }
  return state;
}

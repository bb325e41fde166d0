import type { TimeRange } from '../address/time-range.ts';
import type { AnomalyKind } from '../detections/detection-row.ts';
import { rareness } from '../overview/rare-mark.ts';
import type { LaneAnomaly } from './board-row.ts';
import { PARTS, partOf } from './coincidences.ts';

export const LANE_HEIGHT = 20;
/** In parts: wide enough to be seen on a phone. */
const MARK_WIDTH = 1.5;

/** The marks of a lane, a path for each kind, in a box of PARTS by LANE_HEIGHT: the rarer, the higher. */
export function lanePaths(
  anomalies: readonly LaneAnomaly[],
  range: TimeRange,
): ReadonlyMap<AnomalyKind, string> {
  const paths = new Map<AnomalyKind, string>();
  for (const anomaly of anomalies) {
    const height = Math.round(7 + rareness(anomaly) * (LANE_HEIGHT - 7));
    const x = Math.min(PARTS - MARK_WIDTH, partOf(anomaly.openTime, range));
    const mark = `M${x} ${LANE_HEIGHT}v-${height}h${MARK_WIDTH}v${height}z`;
    paths.set(anomaly.kind, (paths.get(anomaly.kind) ?? '') + mark);
  }
  return paths;
}

/** The anomaly that lies nearest to a time and no further from it than `reachMs`. */
export function nearestAnomaly(
  anomalies: readonly LaneAnomaly[],
  time: number,
  reachMs: number,
): LaneAnomaly | null {
  let nearest: LaneAnomaly | null = null;
  for (const anomaly of anomalies) {
    const distance = Math.abs(anomaly.openTime - time);
    if (distance <= (nearest ? Math.abs(nearest.openTime - time) : reachMs)) nearest = anomaly;
  }
  return nearest;
}

import type { EpochMs } from '../format/units.ts';
import type { DetectionRow } from '../detections/detection-row.ts';
import type { VisibleMarker } from './anomaly-markers.ts';
import type { VisibleEvent } from './event-labels.ts';

/** What the pointer is over. */
export interface Hovered {
  readonly row: DetectionRow | null;
  /** A time of which there is no candle. */
  readonly gapAt: EpochMs | null;
  readonly marker: VisibleMarker | null;
  readonly event: VisibleEvent | null;
}

/** What the chart tells its surroundings. */
export interface ChartListeners {
  /** The left edge of what is known comes into sight. */
  onNeedEarlier(): void;
  /** The right edge of a range of the past comes into sight. */
  onNeedLater(): void;
  /** What the pointer is over, as far as it is over anything. */
  onHover(hovered: Hovered): void;
  onPick(row: DetectionRow): void;
  /** The newest candle came into sight or went out of it. */
  onFollowing(isFollowing: boolean): void;
  /** What is in sight may be another range of time. */
  onSight(): void;
}

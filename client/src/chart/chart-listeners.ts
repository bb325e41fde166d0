import type { DetectionRow } from '../detections/detection-row.ts';
import type { PlacedMarker } from './anomaly-markers.ts';
import type { PlacedEvent } from './event-labels.ts';

/** What the pointer is over. */
export interface Hovered {
  readonly row: DetectionRow | null;
  readonly marker: PlacedMarker | null;
  readonly event: PlacedEvent | null;
}

/** What the chart tells its surroundings. */
export interface ChartListeners {
  /** The left edge of what is known comes into sight. */
  onNeedEarlier(): void;
  /** What the pointer is over, as far as it is over anything. */
  onHover(hovered: Hovered): void;
  onPick(row: DetectionRow): void;
  /** The newest candle came into sight or went out of it. */
  onFollowing(isFollowing: boolean): void;
}

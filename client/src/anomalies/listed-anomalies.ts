import type { Ref } from 'vue';
import type { DetectionRow } from '../detections/detection-row.ts';

/** Where a list of anomalies comes from. */
export interface ListedAnomalies {
  /** Ascending by openTime. */
  readonly rows: Readonly<Ref<readonly DetectionRow[]>>;
  /** It has all from this time on; Infinity before it has any, −Infinity with all there are. */
  readonly since: Readonly<Ref<number>>;
  readonly isLoading: Readonly<Ref<boolean>>;
  readonly failure: Readonly<Ref<string | null>>;
  loadEarlier(): Promise<void>;
}

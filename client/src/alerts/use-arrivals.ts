import { type Ref, watch } from 'vue';
import type { DetectionRow } from '../detections/detection-row.ts';

/**
 * Tells the anomalies that come while the page is open, each once: also those that were missed while the connection
 * was lost, but not the history that the page begins with or loads while somebody pans back.
 *
 * @param anomalies all that are known, ascending by openTime
 * @param isLoaded the history that the page begins with is among them
 */
export function useArrivals(
  anomalies: Readonly<Ref<readonly DetectionRow[]>>,
  isLoaded: Readonly<Ref<boolean>>,
  onArrived: (rows: readonly DetectionRow[]) => void,
): void {
  let seenUntil: number | null = null;

  watch(
    [anomalies, isLoaded],
    ([rows, isThere]) => {
      const newest = rows.at(-1)?.openTime ?? -Infinity;
      const before = seenUntil;
      seenUntil = isThere ? newest : null;
      if (before === null || !isThere) return;
      const arrived = rows.filter(({ openTime }) => openTime > before);
      if (arrived.length > 0) onArrived(arrived);
    },
    { immediate: true },
  );
}

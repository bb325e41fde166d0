import { type Ref, watch } from 'vue';
import type { DetectionRow } from '../detections/detection-row.ts';

/**
 * Tells the anomalies that come while the page is open, each once: also those that were missed while the connection
 * was lost, but not the history that the page begins with or loads later.
 *
 * @param anomalies all that are known, ascending by openTime
 * @param beganAt openTime of the newest candle that the page began with; null while that is not known
 */
export function useArrivals(
  anomalies: Readonly<Ref<readonly DetectionRow[]>>,
  beganAt: Readonly<Ref<number | null>>,
  onArrived: (rows: readonly DetectionRow[]) => void,
): void {
  let toldUntil = -Infinity;

  watch(
    [anomalies, beganAt],
    ([rows, began], [, begunBefore]) => {
      if (began === null) return;
      // Another beginning: the history of another database, which may end earlier.
      if (began !== begunBefore) toldUntil = began;
      const arrived = rows.filter(({ openTime }) => openTime > toldUntil);
      toldUntil = Math.max(toldUntil, rows.at(-1)?.openTime ?? -Infinity);
      if (arrived.length > 0) onArrived(arrived);
    },
    { immediate: true },
  );
}

import { type Ref, computed, ref } from 'vue';
import type { AnomalyKind, DetectionRow } from '../detections/detection-row.ts';
import { type Episode, episodes, keepUnchanged } from './episodes.ts';

/** What people choose to see of the anomalies, and the episodes that remain. */
export function useFilters(anomalies: Readonly<Ref<readonly DetectionRow[]>>, stepMs: number) {
  const hidden = ref<readonly AnomalyKind[]>([]);
  const leastRareHours = ref(0);
  const shown = computed(() =>
    anomalies.value.filter(
      ({ kinds, returnPeriodHours }) =>
        kinds.some((kind) => !hidden.value.includes(kind)) &&
        (returnPeriodHours ?? Infinity) >= leastRareHours.value,
    ),
  );
  const groups = computed<readonly Episode[]>((before) =>
    keepUnchanged(before ?? [], episodes(shown.value, stepMs)),
  );
  /** openTimes from top to bottom. */
  const order = computed(() => groups.value.flatMap(({ rows }) => rows.map(({ openTime }) => openTime)));
  return { hidden, leastRareHours, shown, groups, order };
}

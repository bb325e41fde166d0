import { useDocumentVisibility, useTitle } from '@vueuse/core';
import { type Ref, computed, ref, watch } from 'vue';
import type { DetectionRow } from '../detections/detection-row.ts';

/** The title of the tab counts the anomalies that came while nobody was looking. */
export function useTabTitle(anomalies: Readonly<Ref<readonly DetectionRow[]>>, name: string): void {
  const visibility = useDocumentVisibility();
  const seenUntil = ref(Infinity);
  watch(
    visibility,
    (state) =>
      (seenUntil.value = state === 'hidden' ? (anomalies.value.at(-1)?.openTime ?? -Infinity) : Infinity),
  );
  const missed = computed(() => anomalies.value.filter(({ openTime }) => openTime > seenUntil.value).length);
  useTitle(computed(() => (missed.value > 0 ? `(${missed.value}) ${name}` : name)));
}

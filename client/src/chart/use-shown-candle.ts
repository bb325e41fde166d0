import { refThrottled } from '@vueuse/core';
import { type Ref, computed, shallowRef } from 'vue';
import type { DetectionRow } from '../detections/detection-row.ts';
import type { Hovered } from './chart-listeners.ts';

/** Figures that change more often than this cannot be read, and each change lays out the page. */
export const LEGEND_EVERY_MS = 200;

/** The candle whose figures the legend shows: the one under the pointer, else the chosen one, else the newest. */
export function useShownCandle(newestRow: Readonly<Ref<DetectionRow | undefined>>) {
  const hovered = shallowRef<Hovered>({ row: null, gapAt: null, marker: null, event: null });
  /** The candle that somebody chose, once it is there. */
  const chosen = shallowRef<DetectionRow | null>(null);
  const newest = refThrottled(newestRow, LEGEND_EVERY_MS, true);
  const shown = computed(() => hovered.value.row ?? chosen.value ?? newest.value ?? null);
  /** A time under the pointer of which there is no candle; the one that is expected is no hole. */
  const gapAt = computed(() => {
    const { gapAt } = hovered.value;
    return (gapAt ?? -Infinity) > (newest.value?.openTime ?? Infinity) ? null : gapAt;
  });
  const hideTooltip = () => void (hovered.value = { ...hovered.value, marker: null, event: null });
  return { hovered, chosen, newest, shown, gapAt, hideTooltip };
}

import { useEventListener, useResizeObserver } from '@vueuse/core';
import { type Ref, ref } from 'vue';

const SEPARATOR_PX = 1;

/** Where the panes of a chart begin, in percent of its height; changes with its size and when a person drags a separator. */
export function usePaneTops(canvas: Readonly<Ref<HTMLElement | null>>, heights: () => number[]) {
  const tops = ref<number[]>([]);

  function measure(): void {
    // The chart lays itself out in the frame after.
    requestAnimationFrame(() => {
      let top = 0;
      tops.value = heights().map((height) => {
        const here = (100 * top) / (canvas.value?.clientHeight ?? Infinity);
        top += height + SEPARATOR_PX;
        return here;
      });
    });
  }

  useResizeObserver(canvas, measure);
  useEventListener(canvas, 'pointerup', measure);
  return tops;
}

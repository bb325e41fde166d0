import { useResizeObserver } from '@vueuse/core';
import { type Ref, ref } from 'vue';

/**
 * The greatest height that an element had at its present width, in pixels. Words that wrap for the length of one
 * candle would otherwise resize what lies below, and to resize the chart costs more than a frame.
 */
export function useKeptHeight(element: Readonly<Ref<HTMLElement | null>>): Readonly<Ref<number>> {
  const height = ref(0);
  let width = 0;
  useResizeObserver(
    element,
    () => {
      if (!element.value) return;
      const { offsetWidth, offsetHeight } = element.value;
      height.value = offsetWidth === width ? Math.max(height.value, offsetHeight) : 0;
      width = offsetWidth;
    },
    { box: 'border-box' },
  );
  return height;
}

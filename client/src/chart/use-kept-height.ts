import { useResizeObserver } from '@vueuse/core';
import { type Ref, nextTick, ref } from 'vue';

/**
 * The greatest height that an element had at its present width, in pixels. Words that wrap for the length of one
 * candle would otherwise resize what lies below, and to resize the chart costs more than a frame.
 */
export function useKeptHeight(element: Readonly<Ref<HTMLElement | null>>): Readonly<Ref<number>> {
  const height = ref(0);
  let width = 0;

  /** At another width what was kept says nothing; without it the height is the words' own. */
  async function begin(newWidth: number): Promise<void> {
    width = newWidth;
    height.value = 0;
    await nextTick();
    height.value = element.value?.offsetHeight ?? 0;
  }
  useResizeObserver(
    element,
    () => {
      if (!element.value) return;
      const { offsetWidth, offsetHeight } = element.value;
      if (offsetWidth === width) height.value = Math.max(height.value, offsetHeight);
      else void begin(offsetWidth);
    },
    { box: 'border-box' },
  );
  return height;
}

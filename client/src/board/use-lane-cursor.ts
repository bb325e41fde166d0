import { type Ref, computed, ref } from 'vue';
import type { TimeRange } from '../address/time-range.ts';
import type { EpochMs } from '../format/units.ts';

/** The line below the pointer that goes through all lanes at one time. */
export function useLaneCursor(body: Readonly<Ref<HTMLElement | null>>, range: () => TimeRange | null) {
  /** In pixels from the left edge of the body; null while the pointer is on no lane. */
  const left = ref<number | null>(null);
  /** The same as a part of the width of the lanes. */
  const share = ref(0);

  function onMove({ clientX }: PointerEvent): void {
    const box = body.value?.getBoundingClientRect();
    // As wide as each lane, and above them.
    const lanes = body.value?.querySelector('.board-axis')?.getBoundingClientRect();
    if (!lanes || !box || clientX < lanes.left || clientX > lanes.right) return onLeave();
    left.value = clientX - box.left;
    share.value = (clientX - lanes.left) / lanes.width;
  }

  function onLeave(): void {
    left.value = null;
  }

  const time = computed<EpochMs | null>(() => {
    const whole = range();
    return left.value === null || !whole ? null : whole.from + share.value * (whole.to - whole.from);
  });
  return { left, time, onMove, onLeave };
}

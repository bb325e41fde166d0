import { useEventListener } from '@vueuse/core';
import { ref, shallowRef } from 'vue';
import { type TimeRange, addressWithRange, rangeIn, refusedTimeIn } from './time-range.ts';

/**
 * The range of time that the address of the page asks for. As soon as a person moves on it says nothing true any
 * more: `leave` takes it out, so that no reload and no late answer pulls the chart back.
 */
export function useTimeRange() {
  const range = shallowRef(rangeIn());
  /** What is wrong with the times in the address. */
  const refused = ref(refusedTimeIn());
  useEventListener(window, 'hashchange', () => {
    range.value = rangeIn();
    refused.value = refusedTimeIn();
  });

  function leave(): void {
    if (range.value === null) return;
    range.value = null;
    history.replaceState(null, '', `${location.pathname}${location.search}${addressWithRange(null)}`);
  }

  /** Asks for another range, and says so in the address. */
  function show(wanted: TimeRange): void {
    range.value = wanted;
    history.replaceState(null, '', `${location.pathname}${location.search}${addressWithRange(wanted)}`);
  }

  return { range, refused, show, leave };
}

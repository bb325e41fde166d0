import { useEventListener } from '@vueuse/core';
import { ref } from 'vue';
import { addressWith, inAddress } from '../address/page-address.ts';
import { minuteOf } from '../address/time-range.ts';
import { utcTime } from '../address/utc-time.ts';

/** The candle that the address of the page points at: `#at=2021-05-19T12:00Z`. */
export function useSelection() {
  const selected = ref<number | null>(fromHash());
  useEventListener(window, 'hashchange', () => (selected.value = fromHash()));
  function select(openTime: number | null): void {
    selected.value = openTime;
    const at = openTime === null ? null : minuteOf(openTime);
    history.replaceState(null, '', `${location.pathname}${location.search}${addressWith({ at })}`);
  }
  return { selected, select };
}

const fromHash = (): number | null => utcTime(inAddress('at'));

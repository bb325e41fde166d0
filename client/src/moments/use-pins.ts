import { useEventListener } from '@vueuse/core';
import { shallowRef } from 'vue';
import { addressWith, inAddress } from '../address/page-address.ts';
import { minuteOf } from '../address/time-range.ts';
import { utcTime } from '../address/utc-time.ts';
import type { EpochMs } from '../format/units.ts';

/** Two can be laid over each other; a third takes the place of the first. */
const MOST = 2;

function pinsIn(hash: string = location.hash): readonly EpochMs[] {
  const times = (inAddress('pin', hash) ?? '').split(',').map((text) => utcTime(text));
  return times.filter((time) => time !== null).slice(0, MOST);
}

/** The moments that are pinned to be compared, which stand in the address: `pin=2021-05-19T12:00Z,2021-12-04T05:00Z`. */
export function usePins() {
  const pins = shallowRef(pinsIn());
  useEventListener(window, 'hashchange', () => (pins.value = pinsIn()));

  function put(next: readonly EpochMs[]): void {
    pins.value = next;
    const pin = next.length > 0 ? next.map(minuteOf).join(',') : null;
    history.replaceState(null, '', `${location.pathname}${location.search}${addressWith({ pin })}`);
  }

  function toggle(openTime: EpochMs): void {
    const isPinned = pins.value.includes(openTime);
    put(isPinned ? pins.value.filter((one) => one !== openTime) : [...pins.value, openTime].slice(-MOST));
  }

  return { pins, toggle, clear: () => put([]) };
}

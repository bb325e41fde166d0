import { useEventListener } from '@vueuse/core';
import { ref } from 'vue';
import { addressWith, inAddress } from '../address/page-address.ts';
import { type TimeRange, addressWithRange } from '../address/time-range.ts';

/** Whether the address asks for the board: `#board=market`. */
export function useBoardAddress() {
  const isOpen = ref(inAddress('board') !== null);
  useEventListener(window, 'hashchange', () => (isOpen.value = inAddress('board') !== null));
  return isOpen;
}

/** The board, at the time in view; null where the chart follows the newest candle. */
export const addressOfBoard = (range: TimeRange | null): string =>
  addressWithRange(range, addressWith({ board: 'market', at: null, pin: null }));

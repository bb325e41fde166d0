import { useElementSize } from '@vueuse/core';
import { type Ref, computed, ref, shallowRef, watch } from 'vue';
import type { TimeRange } from '../address/time-range.ts';
import { overlap, within } from './presets.ts';

/** Narrower than this, in pixels, a single candle cannot be told from the next. */
const NARROWEST_PX = 0.5;
/** What the price scale takes. */
export const SCALE_PX = 72;
/** Zooming in, single candles come back only from here on, or the chart would go to and fro. */
const BACK = 0.6;
/** Who zooms out of single candles sees so much more at first. */
const WIDER = 1.3;

export interface ZoomSources {
  readonly column: Readonly<Ref<HTMLElement | null>>;
  readonly stepMs: number;
  /** What the address, a preset or the brush asks for; null while the chart goes its own way. */
  readonly range: Readonly<Ref<TimeRange | null>>;
  readonly all: () => TimeRange | null;
}

/**
 * Whether the chart shows single candles or aggregated ones: those from a length of time on that has more candles than the
 * chart has half pixels.
 */
export function useZoom({ column, stepMs, range, all }: ZoomSources) {
  const { width } = useElementSize(column);
  /** On a phone the column has no box of its own. */
  const chartWidth = computed(() => (width.value || window.innerWidth) - SCALE_PX);
  const longestMs = computed(() => (Math.max(300, chartWidth.value) / NARROWEST_PX) * stepMs);
  /** What the chart of aggregated candles is told to show; null while single ones are shown. */
  const wide = shallowRef<TimeRange | null>(null);
  /** What the chart of single candles is told to show when it comes back. */
  const narrow = shallowRef<TimeRange | null>(null);

  /** Whether the chart that comes next is to have the focus. */
  const isFocused = ref(false);

  const isLong = ({ from, to }: TimeRange) => to - from > longestMs.value;

  watch(
    [range, () => all() !== null],
    ([wanted]) => {
      const whole = all();
      if (!wanted || !whole) return;
      // Where nothing is stored there is nothing to aggregate: the chart of single candles says so.
      wide.value = isLong(wanted) && overlap(wanted, whole) ? wanted : null;
      narrow.value = null;
    },
    { immediate: true },
  );

  /** To be told what single candles are in sight: with too many it is time for others. */
  function seeSingle(sight: TimeRange): void {
    const whole = all();
    if (!whole || !isLong(sight)) return;
    // The right edge stays where it is, as with every step of the keyboard.
    const more = (sight.to - sight.from) * (WIDER - 1);
    takeFocus();
    wide.value = within({ from: sight.from - more, to: sight.to }, whole);
  }

  /** The same of aggregated candles, which are no help when there are few. */
  function seeAggregated(sight: TimeRange): void {
    if (wide.value === null || sight.to - sight.from > longestMs.value * BACK) return;
    narrow.value = sight;
    takeFocus();
    wide.value = null;
  }

  /** Whoever moves one chart by keyboard goes on in the other. */
  function takeFocus(): void {
    isFocused.value = document.activeElement?.classList.contains('plot') ?? false;
  }

  /** Back to single candles, wherever they are. */
  function leaveWide(): void {
    wide.value = null;
    narrow.value = null;
  }

  return { wide, narrow, isFocused, seeSingle, seeAggregated, leaveWide };
}

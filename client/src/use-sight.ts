import type { Ref } from 'vue';
import type { TimeRange } from './address/time-range.ts';
import { useTimeRange } from './address/use-time-range.ts';
import { type ZoomSources, useZoom } from './overview/use-zoom.ts';

export interface SightSources extends Omit<ZoomSources, 'range'> {
  /** What the chart shows; set here. */
  readonly inSight: Ref<TimeRange | null>;
  /** End of the newest candle; −Infinity without any. */
  readonly end: () => number;
  /** Told what the chart shows of the past; null while it follows the newest candle. */
  readonly onLook: (range: TimeRange | null) => void;
}

/** Where somebody looks: what the address asks for, and what of it the chart of single or of aggregated candles shows. */
export function useSight({ inSight, end, onLook, ...zoomed }: SightSources) {
  const { range, refused, show, leave } = useTimeRange();
  const { wide, narrow, isFocused, seeSingle, seeAggregated, leaveWide } = useZoom({ ...zoomed, range });

  /** To be told what single candles are in sight. */
  function onSight(seen: TimeRange | null): void {
    inSight.value = seen;
    if (seen) seeSingle(seen);
    onLook(seen && seen.to < end() ? seen : null);
  }

  /** The same of aggregated ones. */
  function onWideSight(seen: TimeRange): void {
    inSight.value = seen;
    onLook(seen);
    seeAggregated(seen);
  }

  /** To be told that a person moves the chart of single candles, which from then on goes its own way. */
  function onMove(): void {
    leave();
    narrow.value = null;
  }

  /** Back to single candles, wherever they are: somebody has chosen one. */
  function leaveAll(): void {
    leave();
    leaveWide();
  }

  return {
    inSight,
    range,
    refused,
    show,
    leave,
    leaveAll,
    wide,
    narrow,
    isFocused,
    onSight,
    onWideSight,
    onMove,
  };
}

export type Sight = ReturnType<typeof useSight>;

import { type Ref, computed } from 'vue';
import type { TimeRange } from '../address/time-range.ts';
import { useTimeRange } from '../address/use-time-range.ts';
import type { Overview } from '../api/documents.ts';
import { intervalMs } from '../series/series-key.ts';

const HOUR = 3_600_000;
/** What is shown unless the address says otherwise. */
const USUAL_MS = 30 * 24 * HOUR;

/** The range of time that all lanes share: the one in the address, else the newest month of any series. */
export function useBoardRange(series: Readonly<Ref<Overview['series']>>) {
  const { range: asked, refused, show } = useTimeRange();
  /** From the first candle of any series to the end of the newest one; in whole hours, so that it moves rarely. */
  const all = computed<TimeRange | null>((before) => {
    if (series.value.length === 0) return null;
    let [from, to] = [Infinity, -Infinity];
    for (const { interval, firstOpenTime, lastOpenTime } of series.value) {
      from = Math.min(from, Date.parse(firstOpenTime));
      to = Math.max(to, Date.parse(lastOpenTime) + intervalMs(interval));
    }
    const whole = { from: Math.floor(from / HOUR) * HOUR, to: Math.ceil(to / HOUR) * HOUR };
    return before?.from === whole.from && before.to === whole.to ? before : whole;
  });
  const range = computed<TimeRange | null>(
    () => asked.value ?? (all.value && { from: all.value.to - USUAL_MS, to: all.value.to }),
  );
  return { all, range, asked, refused, show };
}

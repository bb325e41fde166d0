import { type Ref, onScopeDispose, shallowRef, watch } from 'vue';
import { useServer } from '../connection/use-server.ts';
import type { EpochMs } from '../format/units.ts';
import { type AggregatedCandle, readAggregated } from '../overview/aggregated-candles.ts';
import { type SeriesKey, intervalMs } from '../series/series-key.ts';

const HOUR = 3_600_000;
/** What is loaded around a moment: enough to see what it came from and what it led to. */
export const BEFORE_MS = 24 * HOUR;
export const AFTER_MS = 48 * HOUR;
/** As many as the server gives; two days of minutes are more, and come as pairs. */
const MOST = 2_000;

/** The candles around each of some moments, as they come; one that could not be had is missing. */
export function useMoments(key: SeriesKey, moments: Readonly<Ref<readonly EpochMs[]>>) {
  const { apollo } = useServer();
  const stepMs = intervalMs(key.interval);
  const around = shallowRef<ReadonlyMap<EpochMs, readonly AggregatedCandle[]>>(new Map());
  const underWay = new Set<EpochMs>();
  let isOver = false;

  async function load(moment: EpochMs): Promise<void> {
    if (around.value.has(moment) || underWay.has(moment)) return;
    underWay.add(moment);
    try {
      const range = {
        from: moment - Math.max(BEFORE_MS, 8 * stepMs),
        to: moment + Math.max(AFTER_MS, 16 * stepMs) + stepMs,
      };
      const { candles } = await readAggregated(apollo, key, range, MOST);
      if (!isOver) around.value = new Map([...around.value, [moment, candles]]);
    } catch {
      // The connection says what is wrong, and whoever chooses the moment again asks again.
    } finally {
      underWay.delete(moment);
    }
  }

  watch(moments, (wanted) => wanted.forEach((moment) => void load(moment)), { immediate: true });
  onScopeDispose(() => (isOver = true));
  return around;
}

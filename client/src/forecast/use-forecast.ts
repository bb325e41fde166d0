import { refDebounced, useIntervalFn, watchThrottled } from '@vueuse/core';
import { type Ref, computed, ref, shallowRef, watch } from 'vue';
import { answered } from '../api/answered.ts';
import { nextForecast } from '../api/documents.ts';
import type { ForecastAhead } from './forecast-ahead.ts';
import { reasonOf } from '../connection/connection-state.ts';
import { useServer } from '../connection/use-server.ts';
import type { DetectionRow } from '../detections/detection-row.ts';
import type { SeriesKey } from '../series/series-key.ts';

const AT_MOST_EVERY_MS = 1_000;
const AGAIN_EVERY_MS = 5_000;
/** At a faster replay the outline of the next candle would only flicker. */
const CALM_MS = 250;

/**
 * The forecast of the candle that comes next, asked for after new candles, at most once a second; and again while that
 * candle is overdue, because the server takes back what it said of a time long past.
 */
export function useForecast(
  key: SeriesKey,
  newest: Readonly<Ref<DetectionRow | undefined>>,
  overdue: Readonly<Ref<unknown>>,
) {
  const { apollo, connection } = useServer();
  const forecast = shallowRef<ForecastAhead | null>(null);
  const failure = ref<string | null>(null);
  const calmNewest = refDebounced(
    computed(() => newest.value?.openTime),
    CALM_MS,
  );

  async function ask(): Promise<void> {
    try {
      const { data } = await apollo.query({ query: nextForecast, variables: key });
      const next = answered(data, 'forecast');
      forecast.value = next ? { ...next, openTime: Date.parse(next.openTime) } : null;
      failure.value = null;
    } catch (error) {
      // A forecast of before would be a wrong one.
      forecast.value = null;
      failure.value = reasonOf(error);
    }
  }

  watchThrottled(newest, () => void ask(), { throttle: AT_MOST_EVERY_MS, trailing: true, immediate: true });
  // Candles may be an hour apart: the next one is no time to try again.
  useIntervalFn(() => {
    if (failure.value !== null || (overdue.value !== null && forecast.value !== null)) void ask();
  }, AGAIN_EVERY_MS);
  watch(
    () => connection.value.kind,
    () => (failure.value = null),
  );

  /** The forecast while it lies ahead of the newest candle and candles come slowly enough to see it. */
  const ahead = computed(() => {
    const isCalm = calmNewest.value === newest.value?.openTime;
    return isCalm && forecast.value && forecast.value.openTime > (newest.value?.openTime ?? 0)
      ? forecast.value
      : null;
  });
  return { forecast, failure, ahead };
}

import { watchThrottled } from '@vueuse/core';
import type { Ref } from 'vue';
import { answered } from '../api/answered.ts';
import { type Accuracy, type Overview, accuracy, overview } from '../api/documents.ts';
import { useServer } from '../connection/use-server.ts';
import type { DetectionRow } from '../detections/detection-row.ts';
import type { SeriesKey } from '../series/series-key.ts';
import { usePolled } from '../connection/use-polled.ts';

const OVERVIEW_EVERY_MS = 3_000;
/** As many series as the server gives at once. */
const PAGE = 1_000;
/** More series than these are a long list to send: it is asked for less often. */
const MANY = 300;
const MANY_EVERY_MS = 30_000;
const ACCURACY_EVERY_MS = 5_000;
/** After a candle what is polled is asked for at once, but no more often than this. */
export const AFTER_CANDLE_MS = 1_500;

/** What the server says about itself and its series. */
export function useOverview() {
  const { apollo } = useServer();
  let series: Overview['series'] = [];
  let readAt = -Infinity;

  async function page(limit: number, offset: number): Promise<Overview> {
    const { data } = await apollo.query({ query: overview, variables: { limit, offset } });
    return { about: answered(data, 'about'), series: answered(data, 'series') };
  }

  return usePolled<Overview>(OVERVIEW_EVERY_MS, async () => {
    const isFresh = series.length > MANY && performance.now() - readAt < MANY_EVERY_MS;
    const first = await page(isFresh ? 1 : PAGE, 0);
    if (isFresh) return { about: first.about, series };
    const all = [...first.series];
    for (let last = all.length; last === PAGE;) {
      const next = await page(PAGE, all.length);
      all.push(...next.series);
      last = next.series.length;
    }
    readAt = performance.now();
    series = all;
    return { about: first.about, series };
  });
}

/**
 * How the detector has done on a series. Apart from the overview, because it reads every candle of a long history
 * and nothing else should wait for it.
 */
export function useAccuracy(key: SeriesKey, newest: Readonly<Ref<DetectionRow | undefined>>) {
  const { apollo } = useServer();
  const polled = usePolled<Accuracy | null>(ACCURACY_EVERY_MS, async () => {
    const { data } = await apollo.query({ query: accuracy, variables: key });
    return answered(data, 'accuracy');
  });
  // Figures of before would contradict the candle beside them. The first candles were asked for at the same time.
  watchThrottled(newest, (_now, before) => void (before && polled.ask()), {
    throttle: AFTER_CANDLE_MS,
    trailing: true,
  });
  return polled;
}

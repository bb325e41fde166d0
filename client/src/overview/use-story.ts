import { type Ref, computed } from 'vue';
import type { TimeRange } from '../address/time-range.ts';
import { answered } from '../api/answered.ts';
import { usePolled } from '../connection/use-polled.ts';
import { useServer } from '../connection/use-server.ts';
import type { DetectionRow } from '../detections/detection-row.ts';
import { type SeriesKey, intervalMs } from '../series/series-key.ts';
import { type AggregatedCandles, readAggregated } from './aggregated-candles.ts';
import { type RareMark, markOf, toMark } from './rare-mark.ts';
import { rareCandlesQuery } from './story-documents.ts';

/** How often to look whether the picture of everything is out of date. */
const LOOK_EVERY_MS = 5_000;
/** A picture that is older than this may lack what another page was told. */
const OLDEST_MS = 5 * 60_000;
/** Or one to which so large a part of what it shows has been added since. */
const MOST_MISSING = 1 / 200;
/** As many candles as an overview has pixels, about. */
const MOST_CANDLES = 1_200;

interface Loaded extends AggregatedCandles {
  readonly marks: readonly RareMark[];
  readonly all: TimeRange | null;
}

/** Everything that is stored of a series, in few candles, and all that is rare in it. */
export interface Story {
  readonly candles: AggregatedCandles | null;
  /** From the first candle to the end of the newest one; null without any. */
  readonly all: TimeRange | null;
  /** Ascending by openTime. */
  readonly marks: readonly RareMark[];
}

/**
 * Follows everything that is stored of a series. It is read anew when enough has been added; what is newer than that
 * comes from the detections that the page has anyway.
 */
export function useStory(
  key: SeriesKey,
  newest: Readonly<Ref<DetectionRow | undefined>>,
  anomalies: Readonly<Ref<readonly DetectionRow[]>>,
) {
  const { apollo } = useServer();
  let readAt = -Infinity;
  let known: Loaded | null = null;

  const { answer, failure, ask } = usePolled<Loaded | null>(LOOK_EVERY_MS, async () => {
    const end = newest.value?.openTime;
    if (end === undefined) return null;
    if (known && !isOld(known, end)) return known;
    const [aggregated, { data }] = await Promise.all([
      readAggregated(apollo, key, null, MOST_CANDLES),
      apollo.query({
        query: rareCandlesQuery,
        variables: { exchange: key.exchange, symbol: key.symbol, interval: key.interval },
      }),
    ]);
    readAt = performance.now();
    const marks = answered(data, 'rareCandles').map(toMark);
    const first = aggregated.candles[0]?.openTime;
    const all = first === undefined ? null : { from: first, to: end + intervalMs(key.interval) };
    known = { ...aggregated, marks, all };
    return known;
  });

  function isOld({ all }: Loaded, end: number): boolean {
    if (!all || end < all.from || performance.now() - readAt > OLDEST_MS) return true;
    return end - all.to > (all.to - all.from) * MOST_MISSING;
  }

  const story = computed<Story>(() => {
    const loaded = answer.value;
    if (!loaded?.all) return { candles: null, all: null, marks: [] };
    const last = loaded.all.to - intervalMs(key.interval);
    const later = anomalies.value.filter(({ openTime }) => openTime > last).map(markOf);
    const to = (newest.value?.openTime ?? last) + intervalMs(key.interval);
    const all = { from: loaded.all.from, to: Math.max(loaded.all.to, to) };
    return { candles: loaded, all, marks: later.length > 0 ? [...loaded.marks, ...later] : loaded.marks };
  });

  return { story, failure, askStory: ask };
}

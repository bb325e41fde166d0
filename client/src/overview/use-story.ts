import { type Ref, computed } from 'vue';
import type { TimeRange } from '../address/time-range.ts';
import { answered } from '../api/answered.ts';
import { usePolled } from '../connection/use-polled.ts';
import { useServer } from '../connection/use-server.ts';
import type { DetectionRow } from '../detections/detection-row.ts';
import { type SeriesKey, intervalMs } from '../series/series-key.ts';
import type { AggregatedCandle } from './aggregated-candles.ts';
import { type RareMark, markOf, toMarks } from './rare-mark.ts';
import { rowsOf } from './rows-of.ts';
import { storyQuery } from './story-documents.ts';

/** How often to look whether the picture of everything is out of date. */
const LOOK_EVERY_MS = 5_000;
/** A picture that is older than this may lack what another page was told. */
const OLDEST_MS = 5 * 60_000;
/** Or one to which so large a part of what it shows has been added since. */
const MOST_MISSING = 1 / 200;
/** As many candles as an overview has pixels, about. */
const MOST_CANDLES = 1_200;

export type StoryCandle = Pick<AggregatedCandle, 'openTime' | 'high' | 'low' | 'close'>;

interface Loaded {
  readonly candles: readonly StoryCandle[];
  /** To the end of its newest candle, or a little further; null without any. */
  readonly all: TimeRange | null;
  readonly marks: readonly RareMark[];
}

/** Everything that is stored of a series, in few candles, and all that is rare in it. */
export interface Story {
  readonly candles: readonly StoryCandle[];
  /** From the first candle to the end of the newest one; null without any. */
  readonly all: TimeRange | null;
  /** Ascending by openTime. */
  readonly marks: readonly RareMark[];
}

/**
 * Follows everything that is stored of a series. It is read beside the newest candles, and anew when enough has been added;
 * what is newer than that comes from the detections that the page has anyway.
 */
export function useStory(
  key: SeriesKey,
  newest: Readonly<Ref<DetectionRow | undefined>>,
  anomalies: Readonly<Ref<readonly DetectionRow[]>>,
) {
  const { apollo } = useServer();
  const stepMs = intervalMs(key.interval);
  const end = computed(() => (newest.value ? newest.value.openTime + stepMs : null));
  let readAt = -Infinity;
  let known: Loaded | null = null;

  const { answer, failure } = usePolled<Loaded>(LOOK_EVERY_MS, async () => {
    if (known && (end.value === null || !isOld(known, end.value))) return known;
    known = await read();
    readAt = performance.now();
    return known;
  });

  async function read(): Promise<Loaded> {
    const { exchange, symbol, interval } = key;
    const variables = { exchange, symbol, interval, most: MOST_CANDLES };
    const { data } = await apollo.query({ query: storyQuery, variables });
    const { intervals, columns } = answered(data, 'candleOverview');
    const { openTimesMs, highs, lows, closes } = columns;
    const candles = rowsOf({ openTime: openTimesMs, high: highs, low: lows, close: closes });
    const [first, last] = [candles[0], candles.at(-1)];
    // Before the newest candle is known, the end of the time that the last one stands for has to do.
    const all = first &&
      last && {
        from: first.openTime,
        to: end.value ?? last.openTime + intervals * stepMs,
      };
    return { candles, all: all ?? null, marks: toMarks(answered(data, 'rareCandleColumns')) };
  }

  function isOld({ all }: Loaded, to: number): boolean {
    if (!all || to <= all.from || performance.now() - readAt > OLDEST_MS) return true;
    return to - all.to > (all.to - all.from) * MOST_MISSING;
  }

  const story = computed<Story>(() => {
    const { candles = [], all = null, marks = [] } = answer.value ?? {};
    if (!all) return { candles: [], all: null, marks: [] };
    const last = marks.at(-1)?.openTime ?? -Infinity;
    const later = anomalies.value.filter(({ openTime }) => openTime > last).map(markOf);
    const to = end.value ?? all.to;
    return {
      candles,
      all: { from: all.from, to },
      marks: later.length > 0 ? [...marks, ...later] : marks,
    };
  });

  return { story, failure };
}

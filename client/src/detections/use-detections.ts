import { createEventHook } from '@vueuse/core';
import { map } from 'rxjs';
import { computed, onScopeDispose, ref, shallowRef, watch } from 'vue';
import { arrived } from '../api/answered.ts';
import { detectionsAfter } from '../api/documents.ts';
import { followForever } from '../connection/follow-forever.ts';
import { useServer } from '../connection/use-server.ts';
import type { EpochMs } from '../format/units.ts';
import { detectionPages } from './detection-pages.ts';
import { DetectionRanges, type RangeChange } from './detection-ranges.ts';
import { type DetectionRow, toRow } from './detection-row.ts';
import { useHistory } from './use-history.ts';
import { type SeriesKey, intervalMs } from '../series/series-key.ts';

const FIRST_PAGE = 500;
/** Live rows are taken over at most so often: faster than that, nobody sees a difference. */
const FLUSH_EVERY_MS = 50;
const BEFORE_EVERYTHING = '1970-01-01T00:00:00Z';

/**
 * The detections of one series, live. A snapshot first, then the subscription from the newest row known: the
 * server sends what was stored after it and then what comes, so nothing falls between the two, and after a lost
 * connection the same request closes the hole. Everything is merged by openTime.
 */
export function useDetections(key: SeriesKey) {
  const { apollo, markLost, markReady } = useServer();
  const changed = createEventHook<RangeChange<DetectionRow>>();
  const regrouped = createEventHook();
  const replaced = createEventHook();
  const newest = shallowRef<DetectionRow>();
  const ranges = new DetectionRanges<DetectionRow>({
    onChange: (change) => {
      newest.value = head.newest;
      void changed.trigger(change);
    },
    onRegrouped: () => void regrouped.trigger(),
  });
  const { head } = ranges;
  const readPage = detectionPages(apollo, key);
  const history = useHistory(ranges, readPage, intervalMs(key.interval));
  /** openTime of the newest candle that the page began with, −Infinity without any; null while that is not known. */
  const beganAt = ref<number | null>(null);
  const isLoaded = computed(() => beganAt.value !== null);
  /** What the server had when the page came back to it; until that is here, the page is catching up. */
  const behindUntil = ref(-Infinity);
  const isCatchingUp = computed(() => (newest.value?.openTime ?? Infinity) < behindUntil.value);
  /** The middle of what is in sight while somebody looks at what lies before the newest rows; null while nobody does. */
  let middleInSight: () => EpochMs | null = () => null;
  let waiting: DetectionRow[] = [];
  let flushTimer: ReturnType<typeof setTimeout> | undefined;

  function take(rows: readonly DetectionRow[]): void {
    ranges.addNewest(rows);
    letGo();
  }

  function letGo(): void {
    if (!history.isLoading.value) ranges.letGo(middleInSight());
  }
  watch(history.isLoading, letGo);

  /** Tells where somebody looks, so that nothing is let go there. */
  function keepInSight(middle: () => EpochMs | null): void {
    middleInSight = middle;
    letGo();
  }

  function flush(): void {
    flushTimer = undefined;
    const rows = waiting;
    waiting = [];
    take(rows);
  }

  async function prepare(): Promise<void> {
    await forgetAnotherDatabase();
    if (!isLoaded.value) await begin();
    markReady();
  }

  async function begin(): Promise<void> {
    const rows = await readPage({ limit: FIRST_PAGE });
    if (rows.length < FIRST_PAGE) head.markComplete();
    take(rows);
    beganAt.value = head.newest?.openTime ?? -Infinity;
    void history.loadEarlier();
  }

  /** A server that knows less than this page began anew: what is shown belongs to a database that is gone. */
  async function forgetAnotherDatabase(): Promise<void> {
    if (!head.newest) return;
    const [newestThere] = await readPage({ limit: 1 });
    const serverHas = newestThere?.openTime ?? -Infinity;
    if (serverHas >= head.newest.openTime) {
      behindUntil.value = serverHas;
      return;
    }
    ranges.clear();
    beganAt.value = null;
    newest.value = undefined;
    void replaced.trigger();
  }

  const following = followForever<DetectionRow>({
    prepare,
    open: () => {
      const after = head.newest ? new Date(head.newest.openTime).toISOString() : BEFORE_EVERYTHING;
      return apollo
        .subscribe({ query: detectionsAfter, variables: { ...key, after }, fetchPolicy: 'no-cache' })
        .pipe(map((event) => toRow(arrived(event, 'detections'))));
    },
    onEvent: (row) => {
      waiting.push(row);
      flushTimer ??= setTimeout(flush, FLUSH_EVERY_MS);
    },
    onLost: (error) => {
      // What has arrived counts, or the next subscription would ask for it again.
      clearTimeout(flushTimer);
      flush();
      behindUntil.value = -Infinity;
      markLost(error);
    },
  });

  onScopeDispose(() => {
    following.dispose();
    clearTimeout(flushTimer);
  });

  return {
    /** The newest candles, without a hole. */
    log: head,
    /** Them, and the range of the past that somebody looks at. */
    ranges,
    newest,
    beganAt,
    isLoaded,
    isCatchingUp,
    history,
    keepInSight,
    onChange: changed.on,
    onRegrouped: regrouped.on,
    onReplaced: replaced.on,
  };
}

export type Detections = ReturnType<typeof useDetections>;

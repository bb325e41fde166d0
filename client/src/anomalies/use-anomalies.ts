import { type Ref, onScopeDispose, ref, shallowRef, watch } from 'vue';
import { backOffMs, waitToRetry } from '../connection/back-off.ts';
import { reasonOf } from '../connection/connection-state.ts';
import { useServer } from '../connection/use-server.ts';
import { detectionPages } from '../detections/detection-pages.ts';
import type { DetectionRow } from '../detections/detection-row.ts';
import type { SeriesKey } from '../series/series-key.ts';
import type { Detections } from '../detections/use-detections.ts';
import { AnomalyLog } from './anomaly-log.ts';

const PAGE = 500;
/** Anomalies kept while nobody asks for earlier ones. */
const KEPT = 1_000;
/** So many may come before what somebody asked for begins to make room. */
const ROOM = 500;
/** The list goes back by itself to what is wanted, but not to fetch more than so many. */
const FURTHEST = 5_000;

/**
 * The newest anomalies of one series without a hole, live, and earlier ones page by page. It holds a bounded number:
 * when more come than were asked for, the earliest go.
 *
 * @param reach a time back to which the list is wanted, such as that of the candle that somebody chose; −Infinity for all
 *   there is, null for none in particular
 */
export function useAnomalies(key: SeriesKey, detections: Detections, reach: Readonly<Ref<number | null>>) {
  const { apollo } = useServer();
  const readPage = detectionPages(apollo, key);
  const log = new AnomalyLog();
  const rows = shallowRef<readonly DetectionRow[]>([]);
  const since = ref(log.since);
  const isLoading = ref(false);
  const failure = ref<string | null>(null);
  const end = new AbortController();
  let hasFirstPage = false;
  let isFilling = false;
  let allowed = KEPT;
  let page: Promise<void> | undefined;

  function publish(): void {
    // Until the first page has come, or failed, the few among the newest candles would only flash up.
    const isFirstDue = !hasFirstPage && failure.value === null && Number.isFinite(log.since);
    if (isFirstDue) return;
    const { rows: known } = log;
    const isSame =
      known.length === rows.value.length && known[0] === rows.value[0] && known.at(-1) === rows.value.at(-1);
    if (!isSame) rows.value = [...known];
    since.value = log.since;
  }

  detections.onChange(({ log: changed, appended, insertedEarlier }) => {
    // A range of the past has anomalies after it that the list may not have.
    if (changed !== detections.log) return;
    if (insertedEarlier > 0) takeHistory(detections.log.rows.slice(0, insertedEarlier + 1));
    if (appended.length > 0) log.append(appended);
    log.keepNewest(allowed);
    publish();
  });

  detections.onReplaced(() => {
    log.clear();
    failure.value = null;
    hasFirstPage = false;
    allowed = KEPT;
    publish();
  });

  /** What the chart has loaded while somebody pans back, and the candle after it. */
  function takeHistory(candles: readonly DetectionRow[]): void {
    const [first, last] = [candles[0], candles.at(-1)];
    if (!first || !last) return;
    const from = detections.log.isComplete ? -Infinity : first.openTime;
    if (log.prepend(candles, from, last.openTime)) allowed = Math.max(allowed, log.rows.length + ROOM);
  }

  /** Loads the page before the earliest one known; while one is under way, waits for that one. */
  function loadEarlier(): Promise<void> {
    page ??= readEarlier().finally(() => (page = undefined));
    return page;
  }

  async function readEarlier(): Promise<void> {
    const before = log.since;
    if (!Number.isFinite(before)) return;
    isLoading.value = true;
    try {
      const earlier = await readPage({ limit: PAGE, before, anomaliesOnly: true });
      const from = earlier.length < PAGE ? -Infinity : (earlier[0]?.openTime ?? -Infinity);
      if (log.prepend(earlier, from, before)) allowed = Math.max(allowed, log.rows.length + ROOM);
      failure.value = null;
      hasFirstPage = true;
    } catch (error) {
      failure.value = reasonOf(error);
    } finally {
      isLoading.value = false;
      publish();
    }
  }

  function isWanting(): boolean {
    if (!detections.isLoaded.value || end.signal.aborted || !Number.isFinite(log.since)) return false;
    return !hasFirstPage || ((reach.value ?? Infinity) < log.since && log.rows.length < FURTHEST);
  }

  /** Loads the first page, and as many as it takes to reach what is wanted; a failure is tried again. */
  async function fill(): Promise<void> {
    if (isFilling) return;
    isFilling = true;
    for (let attempt = 0; isWanting();) {
      await loadEarlier();
      if (failure.value !== null) await waitToRetry(backOffMs(attempt++), end.signal);
    }
    isFilling = false;
  }

  watch(
    [detections.isLoaded, reach],
    ([isLoaded]) => {
      if (isLoaded && detections.log.isComplete) log.markComplete();
      publish();
      void fill();
    },
    { immediate: true },
  );
  onScopeDispose(() => end.abort());

  return { rows, since, isLoading, failure, loadEarlier };
}

export type Anomalies = ReturnType<typeof useAnomalies>;

import { createEventHook } from '@vueuse/core';
import { map } from 'rxjs';
import { computed, onScopeDispose, ref, shallowRef } from 'vue';
import { answered, arrived } from '../api/answered.ts';
import { detectionsAfter, overview } from '../api/documents.ts';
import { reasonOf } from '../connection/connection-state.ts';
import { followForever } from '../connection/follow-forever.ts';
import { useServer } from '../connection/use-server.ts';
import { DetectionLog, type LogChange } from './detection-log.ts';
import { detectionPages } from './detection-pages.ts';
import { type DetectionRow, toRow } from './detection-row.ts';
import { type SeriesKey, isSameSeries } from '../series/series-key.ts';

const PAGE = 1_000;
const FIRST_PAGE = 500;
/** Rows kept while the newest one is in sight: more than two years of hours. Panning back may load any number more. */
const KEPT = 20_000;
/** Letting go one row at a time would copy the others each time. */
const KEPT_SLACK = 2_000;
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
  const log = new DetectionLog<DetectionRow>();
  const readPage = detectionPages(apollo, key);
  const changed = createEventHook<LogChange<DetectionRow>>();
  const replaced = createEventHook();
  const newest = shallowRef<DetectionRow>();
  /** openTime of the newest candle that the page began with, −Infinity without any; null while that is not known. */
  const beganAt = ref<number | null>(null);
  const isLoaded = computed(() => beganAt.value !== null);
  /** What the server had when the page came back to it; until that is here, the page is catching up. */
  const behindUntil = ref(-Infinity);
  const isCatchingUp = computed(() => (newest.value?.openTime ?? Infinity) < behindUntil.value);
  const isHistoryComplete = ref(false);
  const isLoadingEarlier = ref(false);
  const historyFailure = ref<string | null>(null);
  /** Whether somebody looks at, or is on the way to, what lies before the newest rows. */
  let isBack = false;
  let earlierPage: Promise<void> | undefined;
  let waiting: DetectionRow[] = [];
  let flushTimer: ReturnType<typeof setTimeout> | undefined;

  function take(rows: readonly DetectionRow[], change = log.merge(rows)): void {
    newest.value = log.newest;
    if (change.appended.length + change.insertedEarlier > 0) void changed.trigger(change);
    letGo();
  }

  function letGo(): void {
    if (isBack || earlierPage || log.rows.length <= KEPT + KEPT_SLACK) return;
    isHistoryComplete.value = false;
    void changed.trigger(log.dropEarliest(KEPT));
  }

  /** Tells that somebody went back in time, and nothing may be let go, or that the newest row is in sight again. */
  function setBack(isBackNow: boolean): void {
    isBack = isBackNow;
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
    isHistoryComplete.value = rows.length < FIRST_PAGE;
    take(rows);
    beganAt.value = log.newest?.openTime ?? -Infinity;
    void loadEarlier();
  }

  /** A server that knows less than this page began anew: what is shown belongs to a database that is gone. */
  async function forgetAnotherDatabase(): Promise<void> {
    if (!log.newest) return;
    const { data } = await apollo.query({ query: overview });
    const series = answered(data, 'series').find((one) => isSameSeries(one, key));
    const serverHas = series ? Date.parse(series.lastOpenTime) : -Infinity;
    if (serverHas >= log.newest.openTime) {
      behindUntil.value = serverHas;
      return;
    }
    log.clear();
    beganAt.value = null;
    newest.value = undefined;
    void replaced.trigger();
  }

  /** Loads the page before the oldest row known; while one is under way, waits for that one. */
  function loadEarlier(): Promise<void> {
    earlierPage ??= readEarlierPage().finally(() => (earlierPage = undefined));
    return earlierPage;
  }

  async function readEarlierPage(): Promise<void> {
    if (isHistoryComplete.value || !log.oldest) return;
    isLoadingEarlier.value = true;
    historyFailure.value = null;
    try {
      const before = log.oldest.openTime;
      const rows = await readPage({ limit: PAGE, before });
      const change = log.mergeEarlier(rows, before);
      isHistoryComplete.value = rows.length < PAGE;
      take(rows, change);
    } catch (error) {
      historyFailure.value = reasonOf(error);
    } finally {
      isLoadingEarlier.value = false;
    }
  }

  /** Loads page after page until this time is covered, the beginning is reached, or the server fails. */
  async function loadBackTo(openTime: number): Promise<void> {
    isBack = true;
    while (log.oldest && log.oldest.openTime > openTime && !isHistoryComplete.value) {
      const before = log.oldest.openTime;
      await loadEarlier();
      if (historyFailure.value !== null || log.oldest.openTime === before) return;
    }
  }

  const following = followForever<DetectionRow>({
    prepare,
    open: () => {
      const after = log.newest ? new Date(log.newest.openTime).toISOString() : BEFORE_EVERYTHING;
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
    log,
    newest,
    beganAt,
    isLoaded,
    isCatchingUp,
    isHistoryComplete,
    isLoadingEarlier,
    historyFailure,
    loadEarlier,
    loadBackTo,
    setBack,
    onChange: changed.on,
    onReplaced: replaced.on,
  };
}

export type Detections = ReturnType<typeof useDetections>;

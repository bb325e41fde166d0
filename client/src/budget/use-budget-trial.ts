import { type Ref, computed, onScopeDispose, ref, shallowRef, watch } from 'vue';
import { answered } from '../api/answered.ts';
import { reasonOf } from '../connection/connection-state.ts';
import { useServer } from '../connection/use-server.ts';
import { type DetectionRow, toRow } from '../detections/detection-row.ts';
import { type SeriesKey, intervalMs } from '../series/series-key.ts';
import { hoursAt, wouldCome } from './budget-choices.ts';
import { rareDetections } from './budget-documents.ts';

const PAGE = 1_000;
/** More than anybody goes through by hand; counts and overview know all of them. */
const MOST = 5_000;

/**
 * Another alert budget that somebody tries out: what would have come at it, from stored return periods. The list gets the
 * detections themselves, the newest first to be loaded.
 *
 * @param anomalies those that came, which are shown while nothing is tried
 */
export function useBudgetTrial(key: SeriesKey, anomalies: Readonly<Ref<readonly DetectionRow[]>>) {
  const { apollo } = useServer();
  /** In alerts a week; null while nothing is tried. */
  const tried = ref<number | null>(null);
  const hours = computed(() =>
    tried.value === null ? null : hoursAt(tried.value, intervalMs(key.interval)),
  );
  const loaded = shallowRef<readonly DetectionRow[]>([]);
  const since = ref(Infinity);
  const isLoading = ref(false);
  const failure = ref<string | null>(null);
  /** The least rare that has been loaded, in hours. */
  let loadedHours = Infinity;
  let asked = 0;

  async function readPage(limit: number, before: number): Promise<DetectionRow[]> {
    const { exchange, symbol, interval } = key;
    const to = Number.isFinite(before) ? new Date(before).toISOString() : null;
    const variables = { exchange, symbol, interval, to, limit, hours: hours.value ?? 0 };
    const { data } = await apollo.query({ query: rareDetections, variables });
    return answered(data, 'detections').map(toRow);
  }

  /** Loads what is tried, unless a larger budget that was tried before has brought it. */
  async function load(): Promise<void> {
    const wanted = hours.value;
    if (wanted === null || wanted >= loadedHours) return;
    const one = ++asked;
    isLoading.value = true;
    failure.value = null;
    try {
      const rows: DetectionRow[] = [];
      let before = Infinity;
      while (rows.length < MOST) {
        const page = await readPage(PAGE, before);
        if (one !== asked) return;
        rows.unshift(...page);
        before = page[0]?.openTime ?? -Infinity;
        if (page.length < PAGE) before = -Infinity;
        if (before === -Infinity) break;
      }
      loaded.value = rows;
      since.value = before;
      loadedHours = wanted;
    } catch (error) {
      if (one === asked) failure.value = reasonOf(error);
    } finally {
      if (one === asked) isLoading.value = false;
    }
  }

  watch(hours, load);
  onScopeDispose(() => asked++);

  /** Whether a detection would be an anomaly at what is tried, or is one where nothing is. */
  const isComing = computed(() => {
    const { value } = hours;
    return (row: Pick<DetectionRow, 'returnPeriodHours' | 'isAnomaly'>) =>
      value === null ? row.isAnomaly : wouldCome(row, value);
  });
  /** What came, or would have come. */
  const rows = computed<readonly DetectionRow[]>(() => {
    if (tried.value === null) return anomalies.value;
    const last = loaded.value.at(-1)?.openTime ?? -Infinity;
    // What has come since it was loaded is among the anomalies, as far as it is rare enough for the budget in force.
    const later = anomalies.value.filter(({ openTime }) => openTime > last);
    return [...loaded.value, ...later].filter(isComing.value);
  });

  return { tried, isComing, rows, since, isLoading, failure, load };
}

export type BudgetTrial = ReturnType<typeof useBudgetTrial>;

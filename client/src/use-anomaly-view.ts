import { type Ref, computed } from 'vue';
import type { TimeRange } from './address/time-range.ts';
import { passes } from './anomalies/list-view.ts';
import { useAnomalies } from './anomalies/use-anomalies.ts';
import { useFilters } from './anomalies/use-filters.ts';
import { useListView } from './anomalies/use-list-view.ts';
import { useBudgetTrial } from './budget/use-budget-trial.ts';
import type { DetectionRow } from './detections/detection-row.ts';
import type { Detections } from './detections/use-detections.ts';
import type { RareMark } from './overview/rare-mark.ts';
import { useStory } from './overview/use-story.ts';
import { type SeriesKey, intervalMs } from './series/series-key.ts';
import type { Verdicts } from './verdicts/use-verdicts.ts';

export interface AnomalyViewSources {
  readonly series: SeriesKey;
  readonly detections: Detections;
  readonly verdicts: Verdicts;
  readonly selected: Readonly<Ref<number | null>>;
  /** What the chart shows; null until it is there. */
  readonly inSight: Readonly<Ref<TimeRange | null>>;
}

/**
 * The anomalies of a series as somebody wants to see them: one set of filters, and one budget that is tried out, for list,
 * chart and overview.
 */
export function useAnomalyView({ series, detections, verdicts, selected, inSight }: AnomalyViewSources) {
  const { view, change } = useListView();
  /** What the list has to know to be in this order, and to show what it should. */
  const reach = computed(() => {
    const { order, isInSightOnly } = view.value;
    if (order !== 'newest') return -Infinity;
    const from = isInSightOnly ? (inSight.value?.from ?? Infinity) : Infinity;
    const earliest = Math.min(from, selected.value ?? Infinity);
    return earliest === Infinity ? null : earliest;
  });
  const anomalies = useAnomalies(series, detections, reach);
  const trial = useBudgetTrial(series, anomalies.rows);
  /** What the list goes through: what came, or would have come at the budget that is tried. */
  const list = computed(() =>
    trial.tried.value === null ? anomalies : { ...trial, loadEarlier: trial.load },
  );
  const stepMs = intervalMs(series.interval);
  const filtered = useFilters({ verdicts, anomalies: trial.rows, view, selected, inSight, stepMs });
  const { story, failure: storyFailure } = useStory(series, detections.newest, anomalies.rows);
  /** All that came, or would have come, with what has been said of it since. */
  const comingMarks = computed(() =>
    story.value.marks.filter(trial.isComing.value).map((mark): RareMark => {
      const known = mark.verdict && { kind: mark.verdict, note: '' };
      const kind = verdicts.of({ openTime: mark.openTime, verdict: known })?.kind ?? null;
      return kind === mark.verdict ? mark : { ...mark, verdict: kind };
    }),
  );
  /** What the overview and the chart of aggregated candles mark: the filters hold there, too. */
  const marks = computed(() =>
    comingMarks.value.filter(({ kind, returnPeriodHours, verdict }) =>
      passes({ kinds: kind ? [kind] : [], returnPeriodHours }, view.value, () => verdict),
    ),
  );
  /** Whether the chart of single candles marks one; another function whenever another one is marked. */
  const isMarked = computed(() => {
    const isPassed = filtered.isPassed.value;
    const chosen = selected.value;
    const isComing = trial.isComing.value;
    return (row: DetectionRow) => isComing(row) && (row.openTime === chosen || isPassed(row));
  });
  return {
    view,
    change,
    anomalies,
    trial,
    list,
    filtered,
    story,
    storyFailure,
    comingMarks,
    marks,
    isMarked,
  };
}

export type AnomalyView = ReturnType<typeof useAnomalyView>;

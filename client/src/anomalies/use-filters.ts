import { type Ref, computed } from 'vue';
import type { TimeRange } from '../address/time-range.ts';
import type { DetectionRow } from '../detections/detection-row.ts';
import type { Verdicts } from '../verdicts/use-verdicts.ts';
import { type Episode, episodes, keepUnchanged, singly } from './episodes.ts';
import { type ListView, isWithin, passes } from './list-view.ts';
import { sortEpisodes } from './sort-episodes.ts';

export interface FilterSources {
  readonly verdicts: Verdicts;
  /** All that are known, ascending by openTime. */
  readonly anomalies: Readonly<Ref<readonly DetectionRow[]>>;
  readonly view: Readonly<Ref<ListView>>;
  /** openTime of the candle that somebody chose: it stays in the list whatever is said of it meanwhile. */
  readonly selected: Readonly<Ref<number | null>>;
  /** What the chart shows; null while that is not known. */
  readonly inSight: Readonly<Ref<TimeRange | null>>;
  readonly stepMs: number;
}

/** The anomalies that people want to see, and the lines that show them. */
export function useFilters({ verdicts, anomalies, view, selected, inSight, stepMs }: FilterSources) {
  /** A new function whenever another one passes, so that a verdict given elsewhere counts at once. */
  const isPassed = computed(() => {
    const { value } = view;
    const isByVerdict = value.verdict !== 'ANY';
    const known = new Map(isByVerdict ? anomalies.value.map((row) => [row.openTime, verdicts.of(row)]) : []);
    const verdictOn = (row: DetectionRow) =>
      (known.has(row.openTime) ? known.get(row.openTime) : row.verdict) ?? null;
    return (row: DetectionRow) => passes(row, value, () => verdictOn(row)?.kind ?? null);
  });
  /** Only this part of the view makes the list look at the chart, which moves all the time. */
  const range = computed(() => (view.value.isInSightOnly ? inSight.value : null));
  const passing = computed(() =>
    anomalies.value.filter(
      (row) => isPassed.value(row) && (range.value === null || isWithin(row.openTime, range.value)),
    ),
  );
  /** The same list whichever of it is chosen, so that a long one is not put in order anew. */
  const shown = computed(() => {
    const chosen = selected.value;
    const isThere = chosen === null || passing.value.some(({ openTime }) => openTime === chosen);
    if (isThere) return passing.value;
    const kept = new Set(passing.value);
    return anomalies.value.filter((row) => row.openTime === chosen || kept.has(row));
  });
  const grouped = computed<readonly Episode[]>((before) =>
    keepUnchanged(before ?? [], view.value.isFlat ? singly(shown.value) : episodes(shown.value, stepMs)),
  );
  const lines = computed(() =>
    sortEpisodes(grouped.value, view.value.order, (row) => verdicts.of(row) !== null),
  );
  const toReview = computed(
    () => shown.value.filter((row) => row.isAnomaly && verdicts.of(row) === null).length,
  );
  return { isPassed, shown, lines, toReview };
}

export type Filtered = ReturnType<typeof useFilters>;

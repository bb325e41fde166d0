import { type Ref, nextTick, ref } from 'vue';
import type { DetectionRow } from '../detections/detection-row.ts';
import { count } from '../format/numbers.ts';
import { type Episode, heldBy } from './episodes.ts';
import type { ListedAnomalies } from './listed-anomalies.ts';

export interface EarlierSources {
  readonly list: () => ListedAnomalies;
  /** Those that pass the filters, ascending by openTime, and their lines. */
  readonly shown: Readonly<Ref<readonly DetectionRow[]>>;
  readonly lines: Readonly<Ref<readonly Episode[]>>;
  /** The element that holds the lines and the button below them. */
  readonly scroller: Readonly<Ref<HTMLElement | null>>;
}

/** What the button at the end of the list does, for the hand and for the keyboard. */
export function useLoadEarlier({ list, shown, lines, scroller }: EarlierSources) {
  /** What the search for earlier ones has brought, for those who do not see the list grow. */
  const news = ref('');

  /** Goes back until something passes the filters, or there is nothing more. */
  async function loadEarlier(): Promise<void> {
    const { isLoading, since, failure, loadEarlier: loadPage } = list();
    if (isLoading.value) return;
    const before = shown.value.length;
    const oldest = shown.value[0]?.openTime;
    const isFocused = document.activeElement?.classList.contains('load-earlier');
    let reached: number;
    do {
      reached = since.value;
      await loadPage();
    } while (since.value < reached && Number.isFinite(since.value) && shown.value.length === before);
    const found = shown.value.length - before;
    news.value =
      failure.value !== null ? '' : found > 0 ? `${count(found)} earlier anomalies.` : 'None earlier.';
    await nextTick();
    // Who came to the button by keyboard goes on from there.
    if (isFocused && (found > 0 || since.value === -Infinity)) focusBelow(oldest);
  }

  /** The line below that of an anomaly; the last one where there is none. */
  function focusBelow(openTime: number | undefined): void {
    const listed = [...(scroller.value?.querySelectorAll<HTMLElement>('[data-open-time]') ?? [])];
    const holder = lines.value.find((one) => heldBy(one, openTime ?? null) !== null);
    const place = listed.findLastIndex(
      ({ dataset }) => holder?.rows.some((row) => row.openTime === Number(dataset.openTime)) ?? false,
    );
    listed[Math.min(place + 1, listed.length - 1)]?.focus();
  }

  return { news, loadEarlier };
}

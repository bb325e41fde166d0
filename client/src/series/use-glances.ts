import { useDocumentVisibility, useIntervalFn } from '@vueuse/core';
import { ref, shallowRef, watch } from 'vue';
import { useServer } from '../connection/use-server.ts';
import { type SeriesGlance, seriesOverview } from './series-overview.ts';

const EVERY_MS = 5_000;

/** Every series at a glance, asked again every few seconds while the page is in sight. */
export function useGlances() {
  const { apollo } = useServer();
  const visibility = useDocumentVisibility();
  const glances = shallowRef<readonly SeriesGlance[]>([]);
  /** The last answer failed: what is shown is from before. */
  const isOld = ref(false);
  let isAsking = false;

  async function ask(): Promise<void> {
    if (isAsking || visibility.value === 'hidden') return;
    isAsking = true;
    try {
      glances.value = (await apollo.query({ query: seriesOverview })).data?.overview ?? [];
      isOld.value = false;
    } catch {
      isOld.value = true;
    } finally {
      isAsking = false;
    }
  }

  useIntervalFn(() => void ask(), EVERY_MS, { immediateCallback: true });
  watch(visibility, () => void ask());
  return { glances, isOld };
}

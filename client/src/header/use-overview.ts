import { useDocumentVisibility, useIntervalFn } from '@vueuse/core';
import { type Ref, ref, shallowRef, watch } from 'vue';
import { type Overview, overview } from '../api/documents.ts';
import { reasonOf } from '../connection/connection-state.ts';
import { useServer } from '../connection/use-server.ts';
import type { SeriesKey } from '../detections/series-key.ts';

const EVERY_MS = 3_000;

/** What the server says about itself, its series and its accuracy; asked again every few seconds while in sight. */
export function useOverview(key: Readonly<Ref<SeriesKey>>) {
  const { apollo, connection } = useServer();
  const visibility = useDocumentVisibility();
  const known = shallowRef<Overview>();
  const failure = ref<string | null>(null);
  let isAsking = false;

  async function ask(): Promise<void> {
    if (isAsking || visibility.value === 'hidden') return;
    isAsking = true;
    try {
      known.value = (await apollo.query({ query: overview, variables: key.value })).data;
      failure.value = null;
    } catch (error) {
      failure.value = reasonOf(error);
    } finally {
      isAsking = false;
    }
  }

  useIntervalFn(() => void ask(), EVERY_MS, { immediateCallback: true });
  watch([visibility, key, () => connection.value.kind], () => void ask());
  return { known, failure };
}

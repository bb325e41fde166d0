import { useLocalStorage } from '@vueuse/core';
import { type Ref, shallowRef, watch } from 'vue';
import { type KnownEvent, loadKnownEvents } from './known-events.ts';

/** The publicly known events to show: none where they do not belong or somebody has switched them off. */
export function useKnownEvents(belong: Readonly<Ref<boolean>>) {
  const isShowing = useLocalStorage('detective.known-events', true);
  const events = shallowRef<readonly KnownEvent[]>([]);
  watch(
    [isShowing, belong],
    async () => {
      const loaded = isShowing.value && belong.value ? await loadKnownEvents() : [];
      events.value = isShowing.value && belong.value ? loaded : [];
    },
    { immediate: true },
  );
  return { isShowing, events };
}

import { useDocumentVisibility, useTitle } from '@vueuse/core';
import { computed, ref, watch } from 'vue';

/**
 * The title of the tab counts what came while nobody was looking.
 *
 * @returns a function to be told how many came
 */
export function useTabTitle(name: string): (count: number) => void {
  const visibility = useDocumentVisibility();
  const missed = ref(0);
  watch(visibility, () => (missed.value = 0));
  useTitle(computed(() => (missed.value > 0 ? `(${missed.value}) ${name}` : name)));
  return (count) => {
    if (visibility.value === 'hidden') missed.value += count;
  };
}

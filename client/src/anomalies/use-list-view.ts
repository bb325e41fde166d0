import { useEventListener } from '@vueuse/core';
import { shallowRef } from 'vue';
import { type ListView, addressWithView, listViewIn } from './list-view.ts';

/** How the address of the page says that the anomalies are to be seen; a change stands there at once. */
export function useListView() {
  const view = shallowRef(listViewIn());
  useEventListener(window, 'hashchange', () => (view.value = listViewIn()));

  function change(part: Partial<ListView>): void {
    view.value = { ...view.value, ...part };
    history.replaceState(null, '', `${location.pathname}${location.search}${addressWithView(view.value)}`);
  }

  return { view, change };
}

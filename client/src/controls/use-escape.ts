import { useEventListener } from '@vueuse/core';

/** What the Escape key closes by itself: a dialog, a list of choices, a form that somebody writes in. */
const CLOSES_ITSELF = 'dialog, details[open], input, select, textarea, [role="combobox"], [role="listbox"]';

/** Calls back when somebody presses Escape where nothing else takes it. */
export function useEscape(onEscape: () => void): void {
  useEventListener(window, 'keydown', (event) => {
    if (event.key !== 'Escape' || event.defaultPrevented) return;
    const isTaken = event.target instanceof Element && event.target.closest(CLOSES_ITSELF) !== null;
    if (!isTaken) onEscape();
  });
}

import { useEventListener, useResizeObserver } from '@vueuse/core';
import type { Ref } from 'vue';

/**
 * Brings an entry of a list into sight and keeps it there while the list above it or its details grow, for instance when
 * what came after an anomaly has loaded. Whoever scrolls, presses or types is no longer held.
 *
 * @param entries what changes its height when an entry does
 */
export function useKeptInSight(entries: Readonly<Ref<HTMLElement | null>>) {
  let kept: HTMLElement | null | undefined;

  /** With the details that a selected entry opens below itself; where both have no room, the entry is what matters. */
  function scroll(): void {
    const line = kept?.closest<HTMLElement>('.episode-line') ?? kept;
    const details = line?.nextElementSibling;
    if (details?.matches('.anomaly-details')) details.scrollIntoView({ block: 'nearest' });
    line?.scrollIntoView({ block: 'nearest' });
  }

  useResizeObserver(entries, scroll);
  const letGo = () => (kept = null);
  useEventListener(window, ['wheel', 'touchmove', 'pointerdown', 'keydown'], letGo, {
    capture: true,
    passive: true,
  });

  /** Entries out of sight have only a supposed height; drawn, they may push the one that was meant out again. */
  return function bringIntoSight(element: HTMLElement | null | undefined): void {
    kept = element;
    scroll();
    requestAnimationFrame(() => requestAnimationFrame(scroll));
  };
}

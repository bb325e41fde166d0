import { useEventListener } from '@vueuse/core';
import type { Ref } from 'vue';

/** A finger that moves so far, in pixels, and further sideways than up or down, moves the chart and not the page. */
const SIDEWAYS_PX = 8;

/**
 * What a person does to the chart with pointers: `onMove` is called when it is dragged, pinched or zoomed, not when a
 * finger taps it or scrolls the page.
 *
 * @returns whether the gesture under way, or the last one, was a pinch, which ends with something like a tap
 */
export function useGestures(element: Readonly<Ref<HTMLElement | null>>, onMove: () => void): () => boolean {
  const down = new Map<number, { x: number; y: number }>();
  let isPinch = false;

  useEventListener(element, 'pointerdown', ({ pointerId, pointerType, clientX, clientY }) => {
    if (down.size === 0) isPinch = false;
    down.set(pointerId, { x: clientX, y: clientY });
    isPinch ||= down.size > 1;
    if (pointerType !== 'touch' || isPinch) onMove();
  });
  useEventListener(element, 'pointermove', ({ pointerId, pointerType, clientX, clientY }) => {
    const start = down.get(pointerId);
    if (!start || pointerType !== 'touch') return;
    const [across, along] = [Math.abs(clientX - start.x), Math.abs(clientY - start.y)];
    if (across > SIDEWAYS_PX && across > along) onMove();
  });
  for (const end of ['pointerup', 'pointercancel'] as const)
    useEventListener(window, end, ({ pointerId }) => void down.delete(pointerId));
  useEventListener(element, 'wheel', onMove, { passive: true });
  return () => isPinch;
}

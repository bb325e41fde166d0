import { useEventListener } from '@vueuse/core';
import type { Ref } from 'vue';
import { type Palette, readPalette } from './palette.ts';

interface PrintableChart {
  recolour(palette: Palette): void;
  /** As it is now, drawn at once. */
  picture(): HTMLCanvasElement;
}

/**
 * While the page is printed, a picture of the chart in the colours of paper stands in its element: by itself a chart draws in
 * the next frame, which comes too late, and as wide as on the screen.
 */
export function usePrintedChart(
  element: Readonly<Ref<HTMLElement | null>>,
  chart: () => PrintableChart | undefined,
): void {
  let picture: HTMLCanvasElement | undefined;
  useEventListener('beforeprint', () => {
    chart()?.recolour(readPalette());
    picture = chart()?.picture();
    if (picture) element.value?.append(picture);
  });
  useEventListener('afterprint', () => {
    picture?.remove();
    chart()?.recolour(readPalette());
  });
}

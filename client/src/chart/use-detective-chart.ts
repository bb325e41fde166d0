import { type Ref, onBeforeUnmount, onMounted, watch } from 'vue';
import type { DetectionRow } from '../detections/detection-row.ts';
import type { Detections } from '../detections/use-detections.ts';
import type { ForecastAhead } from '../forecast/forecast-ahead.ts';
import type { Theme } from '../theme/use-theme.ts';
import type { ChartListeners } from './chart-listeners.ts';
import { DetectiveChart } from './detective-chart.ts';
import type { KnownEvent } from './known-events.ts';
import { readPalette } from './palette.ts';
import { usePrintedChart } from './use-printed-chart.ts';

/** What the chart shows besides the candles; it follows each of them. */
export interface ChartLook {
  readonly ahead: () => ForecastAhead | null;
  readonly theme: () => Theme;
  readonly isLogarithmic: () => boolean;
  readonly isMarked: () => (row: DetectionRow) => boolean;
  readonly events: () => readonly KnownEvent[];
  readonly showsLimits: () => boolean;
}

/**
 * Draws detections into an element for as long as the component lives.
 *
 * @returns the chart; undefined before the component is mounted and after it is gone, because what is still awaited then,
 *   such as a page of history, must not touch it
 */
export function useDetectiveChart(
  element: Readonly<Ref<HTMLElement | null>>,
  detections: Detections,
  stepMs: number,
  look: ChartLook,
  listeners: ChartListeners,
): () => DetectiveChart | undefined {
  let chart: DetectiveChart | undefined;
  const hooks = [
    detections.onChange((change) => chart?.viewport.onLogChange(change)),
    detections.onRegrouped(() => chart?.viewport.onRegrouped()),
    detections.onReplaced(() => chart?.viewport.reset()),
  ];

  onMounted(() => {
    if (!element.value) return;
    chart = new DetectiveChart(element.value, detections.ranges, stepMs, readPalette(), listeners);
    chart.showEvents(look.events());
    chart.mark(look.isMarked());
    chart.scale(look.isLogarithmic());
    chart.showLimits(look.showsLimits());
  });
  onBeforeUnmount(() => {
    for (const hook of hooks) hook.off();
    chart?.dispose();
    chart = undefined;
  });

  watch(look.ahead, (ahead) => chart?.viewport.showAhead(ahead));
  watch(look.isLogarithmic, (isLogarithmic) => chart?.scale(isLogarithmic));
  watch(look.isMarked, (isMarked) => chart?.mark(isMarked));
  // Colours are those of the page once it has them.
  watch(look.theme, () => chart?.recolour(readPalette()), { flush: 'post' });
  watch(look.showsLimits, (shows) => chart?.showLimits(shows), { flush: 'post' });
  watch(look.events, (events) => chart?.showEvents(events), { flush: 'post' });
  usePrintedChart(element, () => chart);
  return () => chart;
}

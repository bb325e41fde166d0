/** Which of all rows the chart holds: indexes, `end` exclusive. */
export interface ChartWindow {
  readonly start: number;
  readonly end: number;
}

/** Rows the chart holds at once; with more of them each append costs more than a frame. */
export const WINDOW_ROWS = 3_000;
/** How far the window may grow by appends before it is cut back. */
export const WINDOW_SLACK = 2_000;

/** The newest rows. */
export const newestWindow = (total: number): ChartWindow => ({
  start: Math.max(0, total - WINDOW_ROWS),
  end: total,
});

/** A window with this row in its middle, as far as there are rows on both sides. */
export function windowAround(index: number, total: number): ChartWindow {
  const start = Math.max(0, Math.min(total - WINDOW_ROWS, index - WINDOW_ROWS / 2));
  return { start, end: Math.min(total, start + WINDOW_ROWS) };
}

/** Half a window earlier. */
export const earlierWindow = (window: ChartWindow, total: number): ChartWindow =>
  windowAround(window.start, total);

/** Half a window later. */
export const laterWindow = (window: ChartWindow, total: number): ChartWindow =>
  windowAround(window.end, total);

import type { Viewport } from './viewport.ts';

/** Half a day, or five days, of hours; a third more or less to see. */
const MOVES: Readonly<Record<string, (viewport: Viewport) => void>> = {
  ArrowLeft: ({ view }) => view.pan(-12),
  ArrowRight: ({ view }) => view.pan(12),
  PageUp: ({ view }) => view.pan(-120),
  PageDown: ({ view }) => view.pan(120),
  '+': ({ view }) => view.zoom(0.7),
  '=': ({ view }) => view.zoom(0.7),
  '-': ({ view }) => view.zoom(1.4),
  End: (viewport) => viewport.goToNewest(),
};

/** What a key does to the chart; keys pressed together with others are the browser's. */
export function moveOf({ key, ctrlKey, metaKey, altKey }: KeyboardEvent) {
  return ctrlKey || metaKey || altKey ? undefined : MOVES[key];
}

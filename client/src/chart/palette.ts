import { ALL_KINDS, KINDS } from '../kinds/anomaly-kinds.ts';
import type { AnomalyKind } from '../detections/detection-row.ts';

/** The colours a canvas needs, read from the style sheet so that both follow the theme. */
export interface Palette {
  readonly background: string;
  readonly text: string;
  readonly grid: string;
  readonly border: string;
  readonly up: string;
  readonly down: string;
  readonly forecast: string;
  readonly band: string;
  readonly limit: string;
  readonly score: string;
  readonly anomaly: string;
  readonly threshold: string;
  readonly volume: string;
  readonly selection: string;
  readonly kinds: Readonly<Record<AnomalyKind, string>>;
}

/** Reads the palette in force from the computed style of the page. */
export function readPalette(element: Element = document.documentElement): Palette {
  const style = getComputedStyle(element);
  const colour = (variable: string) => style.getPropertyValue(variable).trim();
  return {
    background: colour('--surface'),
    text: colour('--text-muted'),
    grid: colour('--grid'),
    border: colour('--border'),
    up: colour('--up'),
    down: colour('--down'),
    forecast: colour('--accent'),
    band: colour('--band'),
    limit: colour('--limit'),
    score: colour('--score'),
    anomaly: colour('--anomaly'),
    threshold: colour('--threshold'),
    volume: colour('--volume'),
    selection: colour('--selection'),
    kinds: Object.fromEntries(ALL_KINDS.map((kind) => [kind, colour(KINDS[kind].colour)])) as Record<
      AnomalyKind,
      string
    >,
  };
}

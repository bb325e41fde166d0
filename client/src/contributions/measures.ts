import type { Contribution } from '../detections/detection-row.ts';

/** Something about a candle that people can look at, and how much of an anomaly's score it made. */
export interface Measure {
  readonly name: string;
  /** From 0 to 1. */
  readonly fraction: number;
}

/** What each of the detector's views looks at; several look at the same, against the last hours, weeks or months. */
const NAMES: Readonly<Record<string, string>> = {
  forecast: 'price',
  excursion: 'price',
  'long excursion': 'price',
  jump: 'close',
  'long jump': 'close',
  volume: 'volume',
  drift: 'drift',
  dry: 'dry trading',
  open: 'open',
  unbacked: 'price without volume',
};
/** Less than this is written as 0 %. */
const LEAST = 0.005;

/** How much of a score the price, the volume, the close and so on made, the largest first. */
export function measuresOf(contributions: readonly Pick<Contribution, 'view' | 'fraction'>[]): Measure[] {
  const byName = new Map<string, number>();
  for (const { view, fraction } of contributions) {
    const name = NAMES[view] ?? view;
    byName.set(name, (byName.get(name) ?? 0) + fraction);
  }
  return [...byName]
    .map(([name, fraction]) => ({ name, fraction }))
    .filter(({ fraction }) => fraction >= LEAST)
    .sort((a, b) => b.fraction - a.fraction);
}

import type { Interval } from '@detective/data';
import type { Manifest } from './manifest.ts';

/**
 * What people should know before they rely on an artifact at an interval: null where it was made for it or was measured
 * to hold, else one plain sentence.
 */
export function intervalWarning(
  { id, interval: own, measured }: Pick<Manifest, 'id' | 'interval' | 'measured'>,
  interval: Interval,
): string | null {
  if (interval === own) return null;
  const there = measured.find((one) => one.interval === interval);
  if (there?.holds) return null;
  return `The model ${id} was made for candles of ${own} and ${whatWasMeasured(there?.holds, interval)}: its forecasts may be worse than simple ones, and alerts may come more or less often than the budget says.`;
}

function whatWasMeasured(holds: boolean | null | undefined, interval: Interval): string {
  if (holds === undefined) return `was never measured at ${interval}`;
  return holds === null
    ? `was measured at ${interval} over a single range only`
    : `did not hold reliably at ${interval}`;
}

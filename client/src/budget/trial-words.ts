import type { Verdict } from '../detections/detection-row.ts';
import { count, decimal } from '../format/numbers.ts';
import { spanWords } from '../format/span-words.ts';
import type { TimeRange } from '../address/time-range.ts';

const WEEK_MS = 7 * 86_400_000;

/** "113 in 14 months, 1.87 a week": what would have come in all that is stored. */
export function cameWords(came: number, { from, to }: TimeRange): string {
  const weeks = (to - from) / WEEK_MS;
  const rate = weeks >= 2 ? `, ${decimal(came / weeks)} a week` : '';
  return `${count(came)} in ${spanWords(to - from)}${rate}`;
}

/**
 * What people have said of those that would have come: "of 12 judged, 83 % real". Nobody judges what never came, so at a
 * larger budget this says only so much.
 */
export function precisionWords(verdicts: readonly (Verdict['kind'] | null)[]): string {
  const real = verdicts.filter((kind) => kind === 'REAL').length;
  const judged = real + verdicts.filter((kind) => kind === 'FALSE').length;
  if (judged === 0) return 'none of them judged yet';
  return `${Math.round((100 * real) / judged)} % of the ${count(judged)} judged were real`;
}

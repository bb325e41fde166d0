import type { DetectionRow } from '../detections/detection-row.ts';
import { decimal } from '../format/numbers.ts';
import { spanWords } from '../format/span-words.ts';
import { KINDS } from '../kinds/anomaly-kinds.ts';

/** How things stand, in one line. */
export interface StatusWords {
  readonly state: string;
  readonly rest: string;
}

/**
 * "Quiet: 0.60 of 3.28, last anomaly 2 h ago": the score of the newest candle, how much it takes to be an anomaly, and how
 * long before that candle the last one was. Null while there is no score.
 *
 * @param last the newest anomaly that is known
 * @param isComplete whether every anomaly of the series is known
 */
export function statusWords(
  newest: DetectionRow,
  last: DetectionRow | undefined,
  isComplete: boolean,
): StatusWords | null {
  if (newest.anomalyScore === null || newest.threshold === null) return null;
  const score = `${decimal(newest.anomalyScore)} of ${decimal(newest.threshold)}`;
  if (newest.isAnomaly) {
    const kinds = newest.kinds.map((kind) => KINDS[kind].name.toLowerCase()).join(', ');
    return { state: 'Anomaly', rest: `${score}, ${kinds}` };
  }
  if (!last) return { state: 'Quiet', rest: isComplete ? `${score}, no anomaly so far` : score };
  return { state: 'Quiet', rest: `${score}, last anomaly ${spanWords(newest.openTime - last.openTime)} ago` };
}

import type { Verdict } from '../detections/detection-row.ts';

export type VerdictKind = Verdict['kind'];

/** What people read, and what it means; the order is that of the buttons. */
export const VERDICTS: Readonly<Record<VerdictKind, { name: string; meaning: string; sign: string }>> = {
  REAL: { name: 'Real', meaning: 'Something out of the ordinary happened.', sign: '✓' },
  FALSE: { name: 'False alarm', meaning: 'Nothing worth an alert.', sign: '✗' },
  EXPECTED: {
    name: 'Expected',
    meaning: 'Out of the ordinary, but known beforehand; counts neither for nor against the precision.',
    sign: '○',
  },
};

export const VERDICT_KINDS = Object.keys(VERDICTS) as VerdictKind[];

/** What the server takes at most. */
export const LONGEST_NOTE = 500;

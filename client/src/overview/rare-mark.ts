import type { AnomalyKind, DetectionRow, Verdict } from '../detections/detection-row.ts';
import type { EpochMs } from '../format/units.ts';
import type { RareCandleColumns } from './story-documents.ts';

/** A candle that is an anomaly, or would have been one at a larger alert budget. */
export interface RareMark {
  readonly openTime: EpochMs;
  /** Null for a fault of the feed. */
  readonly returnPeriodHours: number | null;
  /** The main cause; null for what is no anomaly. */
  readonly kind: AnomalyKind | null;
  readonly isAnomaly: boolean;
  readonly verdict: Verdict['kind'] | null;
}

export const toMarks = ({ openTimesMs, returnPeriodHours, kinds, verdicts }: RareCandleColumns): RareMark[] =>
  openTimesMs.map((openTime, index) => {
    const kind = kinds[index] ?? null;
    return {
      openTime,
      returnPeriodHours: returnPeriodHours[index] ?? null,
      kind,
      isAnomaly: kind !== null,
      verdict: verdicts[index] ?? null,
    };
  });

export const markOf = ({
  openTime,
  returnPeriodHours,
  kinds,
  isAnomaly,
  verdict,
}: DetectionRow): RareMark => ({
  openTime,
  returnPeriodHours,
  kind: kinds[0] ?? null,
  isAnomaly,
  verdict: verdict?.kind ?? null,
});

const WEEK = Math.log10(168);
const DECADE = Math.log10(87_660);

/** How rare, from 0 for what comes each week to 1 for once in ten years; a fault of the feed is in the middle. */
export function rareness({ returnPeriodHours }: Pick<RareMark, 'returnPeriodHours'>): number {
  if (returnPeriodHours === null) return 0.5;
  return Math.min(1, Math.max(0, (Math.log10(returnPeriodHours) - WEEK) / (DECADE - WEEK)));
}

/** Each with its rareness, the rarest last, so that it is drawn over the others. */
export const rarestLast = <Mark extends Pick<RareMark, 'returnPeriodHours'>>(
  marks: readonly Mark[],
): { mark: Mark; rare: number }[] =>
  marks.map((mark) => ({ mark, rare: rareness(mark) })).sort((one, other) => one.rare - other.rare);

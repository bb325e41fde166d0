import type { Ohlcv } from '@detective/data';
import { USUAL_COVERAGE } from '../usual-range.ts';
import { quarterOf } from './alert-rates.ts';
import type { Judged } from './judge.ts';

/** How many of some candles stayed inside their usual range. */
export interface Coverage {
  name: string;
  candles: number;
  /** Shares of the candles: wholly inside, with a high above the range, with a low below it. */
  inside: number;
  above: number;
  below: number;
}

export interface RangeCoverage {
  /** The share that should stay inside. */
  claimed: number;
  overall: Coverage;
  quarters: Coverage[];
  /** Anomalies, faults of the feed left out, and how many of them leave the range. */
  anomalies: number;
  anomaliesOutside: number;
}

/** Whether the usual range holds what it claims: the share of scored candles that lie wholly inside it. */
export function rangeCoverage(
  judged: readonly Judged[],
  isInRange: (candle: Ohlcv) => boolean,
): RangeCoverage {
  const scored = judged.filter(
    ({ candle, judgement }) =>
      isInRange(candle) && judgement.usualHigh !== null && judgement.usualLow !== null,
  );
  const quarters = [...new Set(scored.map(({ candle }) => quarterOf(candle.openTime)))];
  const anomalies = scored.filter(
    ({ judgement }) => judgement.isAnomaly && judgement.returnPeriodHours !== null,
  );
  return {
    claimed: USUAL_COVERAGE,
    overall: coverageOf('overall', scored),
    quarters: quarters.map((name) =>
      coverageOf(
        name,
        scored.filter(({ candle }) => quarterOf(candle.openTime) === name),
      ),
    ),
    anomalies: anomalies.length,
    anomaliesOutside: anomalies.filter((one) => isAbove(one) || isBelow(one)).length,
  };
}

const isAbove = ({ candle, judgement }: Judged): boolean => candle.high > (judgement.usualHigh ?? Infinity);
const isBelow = ({ candle, judgement }: Judged): boolean => candle.low < (judgement.usualLow ?? -Infinity);

function coverageOf(name: string, some: readonly Judged[]): Coverage {
  const share = (test: (one: Judged) => boolean) => some.filter(test).length / some.length;
  return {
    name,
    candles: some.length,
    inside: share((one) => !isAbove(one) && !isBelow(one)),
    above: share(isAbove),
    below: share(isBelow),
  };
}

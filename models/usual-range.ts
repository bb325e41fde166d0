import type { Expectation } from './expectation.ts';
import { quickScale } from './scales.ts';
import { valueAt, type Tail } from './tail.ts';

/**
 * The share of candles that lie wholly inside their usual range: as many highs go beyond its upper end as lows beyond
 * its lower one, each one in twenty.
 */
export const USUAL_COVERAGE = 0.9;

/** Prices between which a candle usually stays; null where the model has no tail to tell it by. */
export interface UsualRange {
  usualHigh: number | null;
  usualLow: number | null;
}

/** How far from its forecast a high, or a low, usually goes, in units of the forecast's scale; null where that is not known. */
export interface UsualResiduals {
  high: number | null;
  low: number | null;
}

/** The residuals that one candle in twenty of the training years exceeded. */
export function usualResiduals(tails: Readonly<Record<string, Tail | undefined>>): UsualResiduals {
  const surprisal = -Math.log10((1 - USUAL_COVERAGE) / 2);
  const of = (tail: Tail | undefined) => (tail ? valueAt(tail, surprisal) : null);
  return { high: of(tails.high), low: of(tails.low) };
}

/**
 * The central prediction interval of a candle: from the low that it usually stays above to the high that it usually stays
 * below. The networks give location and scale of both; how many scales it takes was learned from the training years, since
 * real residuals have heavier tails than the Laplace distribution that the networks were trained with.
 */
export function usualRange({ high, low }: UsualResiduals, expectation: Expectation): UsualRange {
  const { scales, output, growth } = expectation;
  const unit = quickScale(scales) * growth;
  const price = (side: 'high' | 'low', residual: number | null, sign: 1 | -1) =>
    residual === null
      ? null
      : scales.close * Math.exp(sign * unit * (output[side].location + output[side].scale * residual));
  return { usualHigh: price('high', high, 1), usualLow: price('low', low, -1) };
}

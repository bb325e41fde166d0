import { TAIL_SHARE } from './score-distribution.ts';
import { sharesOf, type ScorePrior } from './score-histogram.ts';
import { fitPareto } from './tail.ts';

/** What a sample of scores says about those to come: their histogram, and how heavy their tail is. */
export function scorePrior(scores: number[], share = TAIL_SHARE): ScorePrior {
  const sorted = [...scores].sort((a, b) => a - b);
  const start = sorted[Math.floor((1 - share) * sorted.length)] as number;
  const excesses = sorted.filter((score) => score > start).map((score) => score - start);
  return { shares: sharesOf(scores), shape: fitPareto(excesses).shape };
}

import { asSurprising, type HeadTails } from './head-tails.ts';
import type { Contribution } from './judgement.ts';
import { powerOf } from './powers.ts';
import { scoreOf, sumOf } from './score.ts';
import { surprisalOf } from './tail.ts';
import type { FittedScore } from './views/fitted-views.ts';

/**
 * What each view gave to a score, the largest first. Where the sum made the score, a view's part is that of its power in
 * the sum; where one view alone was rarer, all of the score is its own.
 */
export function contributionsOf(
  score: FittedScore,
  largest: readonly number[],
  heads: HeadTails,
): Contribution[] {
  const alone = aloneView(score, largest, heads);
  const powers = score.views.map(({ view }, index) => view.weight * powerOf(largest[index] ?? 0));
  const total = powers.reduce((sum, power) => sum + power, 0);
  const all = score.views.map(({ view }, index) => ({
    view: view.name,
    surprisal: largest[index] ?? 0,
    fraction: alone === null ? (total > 0 ? (powers[index] ?? 0) / total : 0) : Number(index === alone),
  }));
  const seen = all.filter(({ surprisal, fraction }) => surprisal > 0 || fraction > 0);
  return seen.sort((a, b) => b.fraction - a.fraction || b.surprisal - a.surprisal);
}

/** Index of the view that made the score by itself; null where the sum did. */
function aloneView(score: FittedScore, largest: readonly number[], heads: HeadTails): number | null {
  if (score.sum === null) return null;
  const made = scoreOf(score, largest, heads);
  if (surprisalOf(score.sum, sumOf(score.views, largest)) >= made) return null;
  const index = score.views.findIndex(
    ({ allowance }, at) => asSurprising(heads, at, largest[at] ?? 0) + allowance >= made,
  );
  return index === -1 ? null : index;
}

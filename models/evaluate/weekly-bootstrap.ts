import { createRandom, INTERVALS, type EpochMs } from '@detective/data';

/** A figure, and where 95 in 100 resamples put it. */
export interface Bootstrapped {
  value: number;
  low: number;
  high: number;
}

/** What one moment adds to the sums that a figure is made of; the methods compared are summed side by side. */
export interface Moment {
  openTime: EpochMs;
  sums: readonly number[];
}

const RESAMPLES = 2000;
const SEED = 1;
const WEEK = INTERVALS['1w'];

/**
 * Paired bootstrap by weeks (Efron and Tibshirani 1993; blocks as Künsch 1989): whole weeks are drawn with replacement, so
 * that what one upheaval did to its hours stays together, and both methods are measured on the same draw. The same moments
 * give the same interval.
 *
 * @param statistic the figure as a function of the sums over all moments, such as ([own, rival]) => own / rival − 1
 */
export function weeklyBootstrap(
  moments: readonly Moment[],
  statistic: (sums: readonly number[]) => number,
): Bootstrapped {
  const weeks = new Map<number, number[]>();
  for (const { openTime, sums } of moments) addTo(weeks, Math.floor(openTime / WEEK), sums);
  const blocks = [...weeks.values()];
  const random = createRandom(SEED);
  const values = Array.from({ length: RESAMPLES }, () =>
    statistic(totalOf(blocks.map(() => blocks[random.integer(blocks.length)] as number[]))),
  ).filter((value) => !Number.isNaN(value));
  values.sort((a, b) => a - b);
  const at = (share: number): number => values[Math.round(share * (values.length - 1))] ?? Number.NaN;
  return { value: statistic(totalOf(blocks)), low: at(0.025), high: at(0.975) };
}

function addTo(weeks: Map<number, number[]>, week: number, sums: readonly number[]): void {
  const before = weeks.get(week);
  weeks.set(week, before ? before.map((sum, index) => sum + (sums[index] ?? 0)) : [...sums]);
}

function totalOf(blocks: readonly (readonly number[])[]): number[] {
  const total = (blocks[0] ?? []).map(() => 0);
  for (const block of blocks) {
    for (let index = 0; index < total.length; index++)
      total[index] = (total[index] as number) + (block[index] as number);
  }
  return total;
}

import { FILE_INTERVALS, intervalName } from './file-interval.ts';

/** How often each step from one open time to the next occurs. */
export type Steps = ReadonlyMap<number, number>;

export interface FoundInterval {
  ms: number;
  /** Whether there are enough steps to believe it against somebody who says otherwise. */
  isSure: boolean;
}

/** A step that is rarer than this is an accident. */
const FREQUENT = 0.01;

/**
 * The length of the bars: the smallest step that is frequent. Neither the first steps nor the mean will do, since thin
 * markets leave out bars without a trade. Undefined without two rows.
 */
export function findInterval(steps: Steps): FoundInterval | undefined {
  let total = 0;
  for (const count of steps.values()) total += count;
  const [smallest] = [...steps].filter(([, count]) => count >= total * FREQUENT).sort(([a], [b]) => a - b);
  if (!smallest) return undefined;
  const [ms, count] = smallest;
  return { ms, isSure: intervalName(ms) !== undefined && (count >= 3 || count >= total / 2) };
}

/** So improbable has a row of equal gaps to be before it is taken for bars of another length. */
const CHANCE = 1e-3;

/**
 * Watches for a part of the series whose bars are longer: the same larger step again and again, more often in a row
 * than gaps would come by chance in any market, however thin. MetaTrader's hours begin with years of days.
 */
export class MixWatch {
  #step = 0;
  #run = 0;
  #seen = 0;

  constructor(
    private readonly ms: number,
    private readonly total: number,
  ) {}

  /** True once the present row of equal steps can't be chance. */
  add(step: number): boolean {
    this.#run = step === this.#step ? this.#run + 1 : 1;
    this.#step = step;
    this.#seen++;
    // At the beginning and at the end there is only one place where chance could have put it.
    const isEdge = this.#run === this.#seen || this.#seen === this.total;
    const isBar = step > this.ms && Object.values(FILE_INTERVALS).includes(step);
    return isBar && this.#run >= 4 && this.#chance(step / this.ms) * (isEdge ? 1 : this.total) < CHANCE;
  }

  /**
   * Where each bar is missing with probability q, a gap of k bars has probability q^(k−1)·(1−q), which is largest for
   * q = 1 − 1/k.
   */
  #chance(k: number): number {
    return ((1 - 1 / k) ** (k - 1) / k) ** this.#run;
  }
}

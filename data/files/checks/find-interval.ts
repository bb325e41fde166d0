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

/**
 * Watches for a part of the series whose bars are longer: the same larger step again and again, more often in a row
 * than gaps would come by chance. MetaTrader's hours begin with years of days.
 */
export class MixWatch {
  #step = 0;
  #run = 0;

  constructor(
    private readonly steps: Steps,
    private readonly ms: number,
  ) {}

  /** True once the present row of equal steps can't be chance. */
  add(step: number): boolean {
    this.#run = step === this.#step ? this.#run + 1 : 1;
    this.#step = step;
    return step > this.ms && this.#run >= 4 && this.#isBar(step) && this.#chance(step) < 1e-4;
  }

  /** Whether bars can be as long as this. */
  #isBar = (step: number) => Object.values(FILE_INTERVALS).includes(step);

  /** The expected number of runs as long as this one, if such steps came one by one. */
  #chance(step: number): number {
    let total = 0;
    for (const count of this.steps.values()) total += count;
    const others = (this.steps.get(step) ?? 0) - this.#run + 1;
    const share = others / Math.max(1, total - this.#run + 1);
    return share ** this.#run * total;
  }
}

import { rootOf } from '../powers.ts';
import type { Tail } from '../tail.ts';
import type { Reading, View } from './view.ts';

/** Tails by name, as an artifact holds them. */
export type Tails = Readonly<Record<string, Tail>>;

/** A reading with the tail that was fitted to it. */
export interface FittedReading {
  readonly reading: Reading;
  readonly tail: Tail;
}

/** A view that can judge. */
export interface FittedView {
  readonly view: View;
  readonly readings: readonly FittedReading[];
  /** The readings that one price alone decides. */
  readonly byPrice: Readonly<Record<'high' | 'low', readonly FittedReading[]>>;
  /** What its surprisal must be for it alone to make a sum of 1, before the root is taken. */
  readonly reach: number;
  /** log10 of the share of the alerts that it may take alone; −Infinity where it never counts alone. */
  readonly allowance: number;
  /** What looking at several tails for the largest surprisal costs: log10 of their number. */
  readonly correction: number;
}

/** All that turns the readings of a candle into a score. */
export interface FittedScore {
  readonly views: readonly FittedView[];
  /** Tail of the sum of the views; null where no view counts alone, and the sum is the score. */
  readonly sum: Tail | null;
}

/** Name of the tail by which the sum of the views is judged. */
export const SUM_TAIL = 'sum';

/** Names of the tails of the readings, each once. */
export const readingTails = (views: readonly View[]): string[] => [
  ...new Set(views.flatMap(({ readings }) => readings.map(({ tail }) => tail))),
];

const countsAlone = (views: readonly View[]): boolean => views.some(({ share }) => share > 0);

/** Names of all tails that these views need. */
export const tailNames = (views: readonly View[]): string[] =>
  countsAlone(views) ? [...readingTails(views), SUM_TAIL] : readingTails(views);

/**
 * Gives the views of an artifact, and their sum, the tails that it holds.
 *
 * @throws {RangeError} for a tail that is not there; an artifact that was loaded has all of them
 */
export function fittedScore(views: readonly View[], tails: Tails): FittedScore {
  const sum = countsAlone(views) ? tails[SUM_TAIL] : null;
  if (sum === undefined) throw new RangeError(`There is no tail called ${SUM_TAIL}.`);
  return { views: fittedViews(views, tails), sum };
}

/** A view as an artifact was calibrated with it. */
export type UsedView = Pick<View, 'name' | 'weight' | 'share'>;

/** What an artifact says of the views that it was calibrated with. */
export const usesOf = (views: readonly View[]): UsedView[] =>
  views.map(({ name, weight, share }) => ({ name, weight, share }));

/** Those of the views that an artifact was calibrated with, as they were then: what came later does not change its judgement. */
export const viewsOf = (manifest: { views: readonly UsedView[] }, views: readonly View[]): readonly View[] =>
  views.flatMap((view) => {
    const use = manifest.views.find(({ name }) => name === view.name);
    return use ? [{ ...view, ...use }] : [];
  });

/**
 * Gives each reading of the views its tail.
 *
 * @throws {RangeError} for a tail that is not there; an artifact that was loaded has all of them
 */
export function fittedViews(views: readonly View[], tails: Tails): FittedView[] {
  return views.map((view) => {
    const readings = view.readings.map((reading) => {
      const tail = tails[reading.tail];
      if (!tail) throw new RangeError(`View ${view.name}: there is no tail called ${reading.tail}.`);
      return { reading, tail };
    });
    const by = (side: 'high' | 'low') => readings.filter(({ reading }) => reading.price === side);
    const byPrice = { high: by('high'), low: by('low') };
    const reach = rootOf(1 / view.weight);
    const correction = Math.log10(readingTails([view]).length);
    return { view, readings, byPrice, reach, allowance: Math.log10(view.share), correction };
  });
}

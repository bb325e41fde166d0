import { INTERVALS, type Interval } from '@detective/data';
import { longMoveHalfLife } from '../scales.ts';
import type { Gains } from '../surplus.ts';
import { VIEWS } from '../views/views.ts';

/** A score that is tried, and the threshold that it gets. */
export interface Candidate {
  name: string;
  /** What each view counts in the sum, and what alone as a share of the sum. */
  weights: Readonly<Record<string, number>>;
  shares: Readonly<Record<string, number>>;
  /** Whether the views that count alone learn what the series does as a rule. */
  learns: boolean;
  /** Half-life of the long move in candles. */
  longMove: (interval: Interval) => number;
  /** Weeks after which past scores count half, and the share of them beyond which their tail begins; the detector's if absent. */
  weeks?: number;
  tailShare?: number;
  /** How strongly a surplus of alerts is made up for; as the detector does if absent. */
  gains?: Gains;
}

const partsOf = (part: 'weight' | 'share'): Record<string, number> =>
  Object.fromEntries(VIEWS.filter((view) => view[part] > 0).map((view) => [view.name, view[part]]));

const WEIGHTS = partsOf('weight');
const SHARES = partsOf('share');
const scaled = (factor: number): Record<string, number> =>
  Object.fromEntries(Object.entries(SHARES).map(([name, share]) => [name, factor * share]));

/** The detector as it is. */
export const DETECTOR: Candidate = {
  name: 'this detector',
  weights: WEIGHTS,
  shares: SHARES,
  learns: true,
  longMove: longMoveHalfLife,
};

const changed = (name: string, change: Partial<Candidate>): Candidate => ({ ...DETECTOR, name, ...change });
const inSum = (weights: Record<string, number>): Candidate =>
  changed(`in the sum: ${named(weights)}`, { weights: { ...WEIGHTS, ...weights } });
const alone = (shares: Record<string, number>): Candidate =>
  changed(`alone: ${named(shares)}`, { shares: { ...SHARES, ...shares } });
const named = (values: Record<string, number>): string =>
  Object.entries(values)
    .map(([name, value]) => `${name} ${value}`)
    .join(', ');
const gainsOf = (tooMany: number, tooFew: number): Candidate =>
  changed(`surplus: ${tooMany}, ${tooFew}`, { gains: { tooMany, tooFew } });
const longMoveOf = (candles: number): Candidate =>
  changed(`long move: ${candles}`, { longMove: (interval) => longMoveHalfLife(interval, candles) });

const FOUR = { forecast: 0.5, excursion: 1, jump: 1, volume: 1 };
const LONG = longMoveHalfLife('1h');

/**
 * The detector, what it began with, and its constants one at a time. Those of the long move come last, because each of
 * them takes another walk through the candles.
 */
export const CANDIDATES: readonly Candidate[] = [
  DETECTOR,
  changed('four views added up, as at first', { weights: FOUR, shares: {} }),
  inSum({ forecast: 0 }),
  inSum({ forecast: 0.5 }),
  inSum({ excursion: 0 }),
  inSum({ excursion: 1 }),
  inSum({ 'long excursion': 0.5 }),
  inSum({ 'long excursion': 2 }),
  inSum({ jump: 0.5 }),
  inSum({ 'long jump': 0.5 }),
  inSum({ 'long jump': 2 }),
  inSum({ volume: 0 }),
  inSum({ volume: 0.25 }),
  inSum({ volume: 1 }),
  changed('alone: none', { shares: {} }),
  changed('alone: all at a third', { shares: scaled(1 / 3) }),
  changed('alone: all thrice', { shares: scaled(3) }),
  alone({ volume: 0.2 }),
  alone({ drift: 0.01 }),
  alone({ drift: 0.06 }),
  changed('alone: tails as trained', { learns: false }),
  ...[25, 67, 100].map((one) => changed(`tail: one in ${one}`, { tailShare: 1 / one })),
  ...[3, 4, 6, 8, 12].map((weeks) => changed(`past scores: ${weeks} weeks`, { weeks })),
  gainsOf(0, 0),
  gainsOf(0.05, 0.15),
  gainsOf(0.1, 0.1),
  gainsOf(0.15, 0.3),
  gainsOf(0.2, 0.6),
  gainsOf(0.4, 0.4),
  ...[1000, 4000].map(longMoveOf),
  changed('long move: 2000 candles of any length', { longMove: () => LONG }),
  changed('long move: 2000 hours at any length', {
    longMove: (interval) => LONG / (INTERVALS[interval] / INTERVALS['1h']),
  }),
];

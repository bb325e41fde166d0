import { injectFaults } from '@detective/data';
import type { FaultKind, FaultLabel, Ohlcv, LabelledSeries } from '@detective/data';
import { FAULT_GROUPS, faultPlan, groupOf, SPACING, type FaultGroup } from './fault-plan.ts';
import { averagePrecision } from './precision-recall.ts';
import { mean } from './statistics.ts';

/** The detector as it is served, a part of it alone, or something simple that it has to beat. */
export type MethodRole = 'model' | 'part' | 'baseline';

/** A method under test: scores and alerts for a whole series, from its first candle. */
export interface Method {
  name: string;
  role: MethodRole;
  /** NaN for a candle without a score. */
  scores: Float64Array;
  /** At the budget of the suite. */
  alerts: readonly boolean[];
}

/** What one method made of one injected fault. */
export interface FaultOutcome extends FaultLabel {
  /** The highest score from the fault's first candle to two after its last. */
  score: number;
  /** Candles from its first to the first alert; null if there was none in that time. */
  delay: number | null;
}

/** How a method did on all injected series together. */
export interface SuiteResult {
  name: string;
  role: MethodRole;
  /** Market moves, and faults of the feed, each against the same ordinary candles. */
  groups: { name: FaultGroup; area: number; injected: number; found: number }[];
  kinds: { kind: FaultKind; area: number; injected: number; found: number; meanDelay: number | null }[];
  /** Area, and how many were found, by kind and size, in the order of the sizes. */
  sizes: { kind: string; size: number; area: number; injected: number; found: number }[];
}

/** Candles after a fault in which it may still be found, and which count neither for nor against a method. */
const AFTERMATH = 2;
/** Candles after those that are left out as well: the way back from a fault is no ordinary market. */
const RECOVERY = 2;

export const SUITE_SEEDS = [101, 102, 103, 104] as const;

/** How many copies of the series there are, and how many faults are in each. */
export interface SuitePlan {
  seeds: readonly number[];
  /** How often each kind comes at each size in a copy. */
  repeats: number;
  /** Candles at least between two faults. */
  spacing: number;
}

const USUAL_PLAN: SuitePlan = { seeds: SUITE_SEEDS, repeats: 2, spacing: SPACING };

/**
 * Injects faults of all kinds and sizes into copies of a real series, lets the methods judge each copy, and compares
 * what they find.
 *
 * @param isInRange candles among which faults are injected and false alarms counted
 * @param run judges an injected series with every method, always in the same order
 */
export function runFaultSuite(
  candles: readonly Ohlcv[],
  isInRange: (candle: Ohlcv) => boolean,
  run: (injected: readonly Ohlcv[]) => Method[],
  { seeds, repeats, spacing }: SuitePlan = USUAL_PLAN,
): SuiteResult[] {
  const openTimes = candles.filter(isInRange).map(({ openTime }) => openTime);
  const tallies = new Map<string, { role: MethodRole; outcomes: FaultOutcome[]; others: number[] }>();
  for (const seed of seeds) {
    const injected = injectFaults(candles, faultPlan(openTimes, seed, repeats, spacing));
    const reaches = reachesOf(injected);
    const isOrdinary = ordinary(injected.candles, reaches, isInRange);
    for (const method of run(injected.candles)) {
      const tally = tallies.get(method.name) ?? { role: method.role, outcomes: [], others: [] };
      tallies.set(method.name, tally);
      tally.outcomes.push(...reaches.map((reach) => outcomeOf(reach, method)));
      for (const [index, score] of method.scores.entries()) {
        if (isOrdinary[index] && !Number.isNaN(score)) tally.others.push(score);
      }
    }
  }
  return [...tallies].map(([name, { role, outcomes, others }]) => summarise(name, role, outcomes, others));
}

/** A label with the indexes of its fault's first candle and of the last one in which it may be found. */
interface Reach {
  label: FaultLabel;
  first: number;
  last: number;
}

function reachesOf({ candles, labels }: LabelledSeries): Reach[] {
  const indexOf = new Map(candles.map(({ openTime }, index) => [openTime, index]));
  return labels.map((label) => ({
    label,
    first: indexOf.get(label.openTime) as number,
    last: (indexOf.get(label.lastOpenTime) as number) + AFTERMATH,
  }));
}

/** The method's highest score and first alert within the reach of a fault. */
export function outcomeOf({ label, first, last }: Reach, { scores, alerts }: Method): FaultOutcome {
  const delay = alerts.slice(first, last + 1).indexOf(true);
  const score = scores.subarray(first, last + 1).reduce((most, one) => (one > most ? one : most), -Infinity);
  return { ...label, score, delay: delay < 0 ? null : delay };
}

/** Marks the candles in range that no fault has touched. */
function ordinary(
  candles: readonly Ohlcv[],
  reaches: readonly Reach[],
  isInRange: (candle: Ohlcv) => boolean,
) {
  const marks = Uint8Array.from(candles, (candle) => Number(isInRange(candle)));
  for (const { first, last } of reaches) marks.fill(0, first, last + RECOVERY + 1);
  return marks;
}

function summarise(name: string, role: MethodRole, outcomes: FaultOutcome[], others: number[]): SuiteResult {
  // Sorted once: each area sorts them again, and sorting what is sorted costs nothing.
  others.sort((a, b) => b - a);
  const scoresOf = (some: FaultOutcome[]) => some.map(({ score }) => score);
  const found = (some: FaultOutcome[]) => some.flatMap(({ delay }) => (delay === null ? [] : [delay]));
  const kinds = [...new Set(outcomes.map(({ kind }) => kind))].sort();
  return {
    name,
    role,
    groups: FAULT_GROUPS.map((group) => {
      const some = outcomes.filter(({ kind }) => groupOf(kind) === group);
      const area = averagePrecision(scoresOf(some), others);
      return { name: group, area, injected: some.length, found: found(some).length };
    }),
    kinds: kinds.map((kind) => {
      const some = outcomes.filter((outcome) => outcome.kind === kind);
      const delays = found(some);
      return {
        kind,
        area: averagePrecision(scoresOf(some), others),
        injected: some.length,
        found: delays.length,
        meanDelay: delays.length > 0 ? mean(delays) : null,
      };
    }),
    sizes: kinds.flatMap((kind) => {
      const some = outcomes.filter((outcome) => outcome.kind === kind);
      return [...new Set(some.map(({ size }) => size))]
        .sort((a, b) => a - b)
        .map((size) => {
          const same = some.filter((outcome) => outcome.size === size);
          const area = averagePrecision(scoresOf(same), others);
          return { kind, size, area, injected: same.length, found: found(same).length };
        });
    }),
  };
}

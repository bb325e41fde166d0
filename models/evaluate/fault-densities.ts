import type { Ohlcv } from '@detective/data';
import { runFaultSuite, type Method, type MethodRole, type SuitePlan } from './fault-suite.ts';

/** What the methods made of market moves that were injected more often, or less. */
export interface FaultDensity {
  /** Candles for each fault, on average. */
  candlesPerFault: number;
  injected: number;
  /** Area under precision and recall of the market moves. */
  areas: { name: string; role: MethodRole; area: number }[];
}

/** From a fault in some weeks of hours to more than one a day: those who know nothing of how often faults come must not lose by it. */
const PLANS: readonly SuitePlan[] = [
  { seeds: [201, 202], repeats: 1, spacing: 96 },
  { seeds: [201, 202], repeats: 4, spacing: 48 },
  { seeds: [201], repeats: 16, spacing: 16 },
];

/** Injects faults at several densities; a range too short for a density does without it. */
export function faultDensities(
  candles: readonly Ohlcv[],
  isInRange: (candle: Ohlcv) => boolean,
  run: (injected: readonly Ohlcv[]) => Method[],
): FaultDensity[] {
  const inRange = candles.filter(isInRange).length;
  return PLANS.flatMap((plan) => {
    const results = runFaultSuite(candles, isInRange, run, plan);
    const injected = results[0]?.groups.reduce((sum, group) => sum + group.injected, 0) ?? 0;
    if (injected === 0) return [];
    const areas = results.map(({ name, role, groups }) => ({ name, role, area: groups[0]?.area ?? NaN }));
    return [{ candlesPerFault: (inRange * plan.seeds.length) / injected, injected, areas }];
  });
}

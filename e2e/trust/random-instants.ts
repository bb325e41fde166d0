import { setTimeout as pause } from 'node:timers/promises';
import { createRandom, type Random } from '@detective/data';

/** Longest time between the chosen amount of progress and the blow, so that blows fall on any step of the work. */
const SPREAD_MS = 30;

/** Thrown when what the blows wait for stands still. */
class NoProgressError extends Error {
  constructor(target: number, reached: number, waitedMs: number) {
    super(`Waited ${waitedMs / 1_000} s for progress up to ${target}, and it stood still at ${reached}`);
  }
}

/** A request that hangs is given up after a minute, and what it waited for within another half. */
const STANDSTILL_MS = 180_000;

/** The seed of a run: set CRASH_SEED to the printed one to have the same instants again. */
export function crashSeed(title: string): number {
  const seed = Number(process.env.CRASH_SEED ?? Date.now() % 1_000_000);
  console.log(`${title}: CRASH_SEED=${seed}`);
  return seed;
}

/**
 * Strikes at random instants of some work, chosen by a seed: each when the work has come to a random point and a few
 * random milliseconds have passed. Some points lie so close together that a blow hits the recovery from the last.
 *
 * @param total how far the work will come
 * @param progress how far it is
 */
export async function atRandomInstants(
  { seed, blows, total }: { seed: number; blows: number; total: number },
  progress: () => number,
  strike: (blow: number, random: Random) => Promise<void>,
): Promise<void> {
  const random = createRandom(seed);
  // The last tenth is left, so that there is something to do after every blow.
  const points = Array.from({ length: blows }, () => random.integer(Math.floor(total * 0.9)));
  for (const [blow, point] of points.sort((one, other) => one - other).entries()) {
    await reach(point, progress);
    await pause(random.uniform() * SPREAD_MS);
    await strike(blow, random);
  }
}

async function reach(target: number, progress: () => number): Promise<void> {
  let last = progress();
  let lastMoved = performance.now();
  while (last < target) {
    await pause(5);
    if (progress() !== last) lastMoved = performance.now();
    last = progress();
    if (performance.now() - lastMoved > STANDSTILL_MS) throw new NoProgressError(target, last, STANDSTILL_MS);
  }
}

import { createRandom } from '@detective/data';
import type { EpochMs, Fault, FaultKind } from '@detective/data';

/** Sizes as in `Fault`, from easily overlooked to unmistakable. */
export const FAULT_SIZES = {
  wick: [8, 16, 32],
  crash: [8, 16, 32],
  jump: [8, 16, 32],
  'volume-burst': [10, 30, 100],
  'level-shift': [8, 16, 32],
  'frozen-feed': [3, 6, 12],
  'bad-tick': [0.1, 10, 100],
} as const satisfies Partial<Record<FaultKind, readonly number[]>>;

export type InjectedKind = keyof typeof FAULT_SIZES;

export const FAULT_GROUPS = ['market moves', 'faults of the feed'] as const;
export type FaultGroup = (typeof FAULT_GROUPS)[number];

const OF_THE_FEED: readonly FaultKind[] = ['frozen-feed', 'bad-tick', 'gap'];

/** What the market did is one question, what the feed broke another: rules find the latter, scores the former. */
export const groupOf = (kind: FaultKind): FaultGroup =>
  OF_THE_FEED.includes(kind) ? 'faults of the feed' : 'market moves';

/** Apart enough that one fault's aftermath is over before the next begins. */
export const SPACING = 96;

/**
 * A plan with every kind at every size `repeats` times, in random order at random candles among `openTimes`, at least
 * `spacing` candles apart; fewer faults where there is no room for all. The same seed gives the same plan.
 */
export function faultPlan(
  openTimes: readonly EpochMs[],
  seed: number,
  repeats: number,
  spacing = SPACING,
): Fault[] {
  const random = createRandom(seed);
  const wanted = Object.entries(FAULT_SIZES).flatMap(([kind, sizes]) =>
    sizes.flatMap((size) => Array.from({ length: repeats }, () => ({ kind: kind as InjectedKind, size }))),
  );
  shuffle(wanted, random.integer);
  const room = Math.floor(openTimes.length / spacing) - 1;
  const faults = wanted.slice(0, Math.max(room, 0));
  // The slack between faults is dealt out at random: sorted uniform cuts of what spacing leaves over.
  const slack = openTimes.length - (faults.length + 1) * spacing;
  const cuts = faults.map(() => random.integer(Math.max(slack, 1))).sort((a, b) => a - b);
  return faults.map((fault, index) => ({
    ...fault,
    openTime: openTimes[(index + 1) * spacing + (cuts[index] as number)] as EpochMs,
    direction: random.uniform() < 0.5 ? -1 : 1,
  }));
}

function shuffle<T>(items: T[], integer: (below: number) => number) {
  for (let i = items.length - 1; i > 0; i -= 1) {
    const j = integer(i + 1);
    [items[i], items[j]] = [items[j] as T, items[i] as T];
  }
}

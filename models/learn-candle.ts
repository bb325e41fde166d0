import type { DetectorState } from './detector-state.ts';
import type { DetectorParts } from './detector-parts.ts';
import { forward } from './lstm.ts';
import type { Observation } from './observe.ts';
import { learnHeads } from './head-tails.ts';
import { addScore } from './score-histogram.ts';
import { learnSurplus } from './surplus.ts';

/** What a candle teaches of scores. */
export interface Seen {
  score: number;
  /** How probable so large a score was, and what would have been an alert at each level of a surplus. */
  probability: number;
  levels: Float64Array;
  /** The largest surprisal of each view. */
  largest: readonly number[];
}

/**
 * The state after a candle.
 *
 * @param seen null while warming up
 * @param incidents what is known of incidents after it
 */
export function learnCandle(
  parts: DetectorParts,
  state: DetectorState,
  observation: Observation,
  seen: Seen | null,
  incidents = state.incidents,
): DetectorState {
  const { finding, next } = observation;
  // Here and wherever else each candle passes: a spread object that gets more properties costs Node 20 10 to 30 µs.
  // A fault says nothing about how often the market is surprising.
  const isFault = finding.faults.length > 0 || finding.isTold;
  if (seen === null || isFault) {
    const { histogram, surplus, heads } = state;
    return Object.assign(read(parts, state, observation), next, { histogram, surplus, heads, incidents });
  }
  const histogram = addScore(state.histogram, seen.score, parts.interval);
  const surplus = learnSurplus(state.surplus, seen.levels, seen.probability, parts.interval);
  const heads = learnHeads(state.heads, seen.largest);
  return Object.assign(read(parts, state, observation), next, { histogram, surplus, heads, incidents });
}

/** Lets the networks read a candle; returns their new memory and their output for the next one. */
function read(
  { ensemble }: DetectorParts,
  state: DetectorState,
  { input, isRestart }: Observation,
): Pick<DetectorState, 'memory' | 'output'> {
  if (input === null) return { memory: state.memory, output: state.output };
  const before = isRestart ? new Float64Array(state.memory.length) : state.memory;
  const memory = new Float64Array(state.memory.length);
  const output = new Float64Array(state.output.length);
  forward(ensemble, before, input, memory, output);
  return { memory, output };
}

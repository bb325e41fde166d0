import type { DetectorState } from './detector-state.ts';
import type { DetectorParts } from './detector-parts.ts';
import { lstmStep } from './lstm.ts';
import type { Observation } from './observe.ts';
import { learnHeads } from './head-tails.ts';
import { largestOf, type Surprisals } from './score.ts';
import { addScore } from './score-histogram.ts';

/**
 * The state after a candle.
 *
 * @param seen what was seen in the candle; null while warming up
 */
export function learnCandle(
  parts: DetectorParts,
  state: DetectorState,
  observation: Observation,
  seen: { score: number | null; surprisals: Surprisals } | null,
): DetectorState {
  const { finding, next } = observation;
  // A fault says nothing about how often the market is surprising.
  const isFault = finding.faults.length > 0 || finding.isTold;
  if (seen === null || seen.score === null || isFault) {
    return { ...next, histogram: state.histogram, heads: state.heads, ...forward(parts, state, observation) };
  }
  const histogram = addScore(state.histogram, seen.score);
  const heads = learnHeads(state.heads, largestOf(seen.surprisals));
  return { ...next, histogram, heads, ...forward(parts, state, observation) };
}

/** Lets the networks read a candle; returns their new memory and their output for the next one. */
function forward(
  { members }: DetectorParts,
  state: DetectorState,
  { input, isRestart }: Observation,
): Pick<DetectorState, 'memory' | 'output'> {
  if (input === null) return { memory: state.memory, output: state.output };
  const memory = isRestart ? new Float64Array(state.memory.length) : state.memory.slice();
  const output = new Float64Array(state.output.length);
  let offset = 0;
  for (const member of members) {
    lstmStep(member, memory, offset, input, output, 1 / members.length);
    offset += 2 * member.units;
  }
  return { memory, output };
}

import type { DetectorState } from './detector-state.ts';
import type { DetectorParts } from './detector-parts.ts';
import { lstmStep } from './lstm.ts';
import type { Observation } from './observe.ts';
import { addScore } from './score-histogram.ts';

/**
 * The state after a candle.
 *
 * @param score the candle's score; null while warming up
 */
export function learnCandle(
  parts: DetectorParts,
  state: DetectorState,
  observation: Observation,
  score: number | null,
): DetectorState {
  const { finding, next } = observation;
  // A fault says nothing about how often the market is surprising.
  const isFault = finding.faults.length > 0 || finding.isTold;
  const histogram = score === null || isFault ? state.histogram : addScore(state.histogram, score);
  return { ...next, histogram, ...forward(parts, state, observation) };
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

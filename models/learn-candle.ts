import type { DetectorState } from './detector-state.ts';
import type { DetectorParts } from './detector-parts.ts';
import { forward } from './lstm.ts';
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
  const histogram =
    score === null || finding.faults.length > 0 ? state.histogram : addScore(state.histogram, score);
  return { ...next, histogram, ...read(parts, state, observation) };
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

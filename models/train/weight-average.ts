import type { LstmWeights } from '../lstm.ts';

/** What the average keeps of itself at each step: it looks back over some fifty. */
const DECAY = 0.98;

const PARTS = ['kernel', 'recurrent', 'bias', 'readout', 'readoutBias'] as const;

/** An exponential moving average of a network's weights over the steps of its training. */
export interface WeightAverage {
  add: (weights: LstmWeights) => void;
  /** A copy of the average. */
  weights: () => LstmWeights;
}

/**
 * Averaging takes out the noise of the last steps (Polyak and Juditsky 1992). As long as there are few steps it forgets
 * faster, so that the first ones, which know nothing yet, don't weigh.
 */
export function averageOf(first: LstmWeights): WeightAverage {
  const copy = (weights: LstmWeights): LstmWeights => ({
    ...weights,
    ...Object.fromEntries(PARTS.map((part) => [part, weights[part].slice()])),
  });
  const average = copy(first);
  let steps = 0;
  return {
    add: (weights) => {
      steps += 1;
      const share = 1 - Math.min(DECAY, steps / (steps + 9));
      for (const part of PARTS) {
        const [mean, values] = [average[part], weights[part]];
        mean.forEach((value, index) => {
          mean[index] = value + share * ((values[index] as number) - value);
        });
      }
    },
    weights: () => copy(average),
  };
}

import * as tf from '@tensorflow/tfjs-core';
import { createRandom } from '@detective/data';
import { beforeAll, describe, expect, it } from 'vitest';
import { loadArtifact } from '../artifact.ts';
import { FEATURES, TARGETS } from '../features.ts';
import { forward, packEnsemble, type LstmWeights } from '../lstm.ts';
import { startBackend } from './backend.ts';
import { buildNetwork, extractWeights, laplaceLoss, UNJUDGED_STEPS } from './network.ts';

const STEPS = 168;
const OUTPUTS = 2 * TARGETS.length;
const random = createRandom(9);

beforeAll(() => startBackend(process.env.TF_BACKEND));

/** What TensorFlow.js computes with these weights, [steps, 8]. */
function byTensorFlow(weights: LstmWeights, inputs: Float32Array): Float32Array {
  const { units, kernel, recurrent, bias, readout, readoutBias } = weights;
  return tf.tidy(() => {
    const network = buildNetwork(units, STEPS, 1);
    network.setWeights([
      tf.tensor2d(kernel, [FEATURES.length, 4 * units]),
      tf.tensor2d(recurrent, [units, 4 * units]),
      tf.tensor1d(bias),
      tf.tensor2d(readout, [units + FEATURES.length, OUTPUTS]),
      tf.tensor1d(readoutBias),
    ]);
    const output = network.predict(tf.tensor3d(inputs, [1, STEPS, FEATURES.length])) as tf.Tensor;
    return Float32Array.from(output.dataSync());
  });
}

function byPlainLoop(weights: LstmWeights, inputs: Float32Array): Float64Array {
  const ensemble = packEnsemble([weights]);
  let memory = new Float64Array(2 * weights.units);
  const outputs = new Float64Array(STEPS * OUTPUTS);
  for (let step = 0; step < STEPS; step++) {
    const input = Float64Array.from(inputs.subarray(step * FEATURES.length, (step + 1) * FEATURES.length));
    const after = new Float64Array(memory.length);
    forward(ensemble, memory, input, after, outputs.subarray(step * OUTPUTS, (step + 1) * OUTPUTS));
    memory = after;
  }
  return outputs;
}

describe('the plain loop over the weights', () => {
  it('agrees with TensorFlow.js to 1e-5 for every member of the shipped model, over a week of hours', async () => {
    const { members } = await loadArtifact('btc-usd-1h');
    const inputs = Float32Array.from({ length: STEPS * FEATURES.length }, () => random.normal());
    for (const weights of members) {
      const theirs = byTensorFlow(weights, inputs);
      const worst = byPlainLoop(weights, inputs).reduce(
        (most, value, index) => Math.max(most, Math.abs(value - (theirs[index] as number))),
        0,
      );
      expect(worst).toBeLessThan(1e-5);
    }
  });

  it('reads its weights in the shapes it needs', () => {
    const network = buildNetwork(4, STEPS, 3);
    const weights = extractWeights(network, 4);
    expect(weights.kernel.length).toBe(FEATURES.length * 16);
    expect(weights.recurrent.length).toBe(64);
    expect(weights.readout.length).toBe((4 + FEATURES.length) * OUTPUTS);
  });
});

describe('the loss', () => {
  it('is |y − m|/b + ln b over the steps that count', () => {
    const steps = UNJUDGED_STEPS + 1;
    const row = [0, 0, 0, 0, Math.log(2), Math.log(2), Math.log(2), Math.log(2)];
    const predicted = tf.tensor3d([Array.from({ length: steps }, () => row)]);
    const actual = tf.tensor3d([
      Array.from({ length: steps }, (_, step) => (step < UNJUDGED_STEPS ? [99, 99, 99, 99] : [1, -1, 3, 3])),
    ]);
    expect(laplaceLoss(predicted, actual).dataSync()[0]).toBeCloseTo(1 + Math.log(2), 5);
  });
});

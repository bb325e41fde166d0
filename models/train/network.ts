import type { Tensor } from '@tensorflow/tfjs-core';
import * as tf from '@tensorflow/tfjs-core';
import * as layers from '@tensorflow/tfjs-layers';
import { FEATURES, TARGETS } from '../features.ts';
import type { LstmWeights } from '../lstm.ts';

const OUTPUTS = 2 * TARGETS.length;
/** The first steps of a sequence know too little to count. */
export const UNJUDGED_STEPS = 24;

/**
 * One member of the ensemble: an LSTM whose output, beside its input, is read out linearly at every step.
 * Input [batch, steps, 13], output [batch, steps, 8]: four locations, then the logarithms of four scales.
 */
export function buildNetwork(units: number, steps: number | null, seed: number): layers.LayersModel {
  const input = layers.input({ shape: [steps, FEATURES.length] });
  const memory = layers.layers
    .lstm({
      units,
      returnSequences: true,
      recurrentActivation: 'sigmoid',
      unitForgetBias: false,
      kernelInitializer: layers.initializers.glorotUniform({ seed }),
      recurrentInitializer: layers.initializers.glorotUniform({ seed: seed + 1 }),
    })
    .apply(input) as layers.SymbolicTensor;
  const joined = layers.layers.concatenate().apply([memory, input]) as layers.SymbolicTensor;
  const kernelInitializer = layers.initializers.glorotUniform({ seed: seed + 2 });
  const readout = layers.layers.dense({ units: OUTPUTS, kernelInitializer });
  const output = layers.layers.timeDistributed({ layer: readout }).apply(joined) as layers.SymbolicTensor;
  return layers.model({ inputs: input, outputs: output });
}

/**
 * Mean negative log likelihood of Laplace distributions, up to a constant: |y − m|/b + ln b. Its location is a median, which is
 * what a mean absolute error asks for, and its scale doesn't let a few wild hours outweigh all others.
 *
 * @param predicted [batch, steps, 8]
 * @param actual [batch, steps, 4]
 */
export function laplaceLoss(predicted: Tensor, actual: Tensor): tf.Scalar {
  return tf.tidy(() => {
    const after = (values: Tensor, from: number): Tensor =>
      tf.slice(values, [0, UNJUDGED_STEPS, from], [-1, -1, TARGETS.length]);
    const location = after(predicted, 0);
    const logScale = tf.clipByValue(after(predicted, TARGETS.length), -4, 3);
    const errors = tf.abs(tf.sub(after(actual, 0), location));
    return tf.mean(tf.add(tf.mul(errors, tf.exp(tf.neg(logScale))), logScale)) as tf.Scalar;
  });
}

/** The network's weights for the plain loop. */
export function extractWeights(network: layers.LayersModel, units: number): LstmWeights {
  const [kernel, recurrent, bias, readout, readoutBias] = network
    .getWeights()
    .map((tensor) => Float32Array.from(tensor.dataSync())) as [
    Float32Array,
    Float32Array,
    Float32Array,
    Float32Array,
    Float32Array,
  ];
  return { inputs: FEATURES.length, units, outputs: OUTPUTS, kernel, recurrent, bias, readout, readoutBias };
}

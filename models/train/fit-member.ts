import * as tf from '@tensorflow/tfjs-core';
import { createRandom, type Random } from '@detective/data';
import { FEATURES, TARGETS } from '../features.ts';
import type { LstmWeights } from '../lstm.ts';
import { hasTarget, type Dataset } from './dataset.ts';
import { lossOf, outputsOf } from './errors.ts';
import { buildNetwork, extractWeights, laplaceLoss } from './network.ts';

export interface FitOptions {
  units: number;
  epochs: number;
  /** Epochs without an improvement on the held-out range after which training stops. */
  patience: number;
  batch: number;
  steps: number;
  learningRate: number;
  seed: number;
}

export interface FitProgress {
  epoch: number;
  trainingLoss: number;
  heldOutLoss: number;
  bestLoss: number;
}

/** A batch of sequences of neighbouring rows, starting at the given rows. */
function batchOf(data: Dataset, starts: number[], steps: number): { inputs: tf.Tensor; targets: tf.Tensor } {
  const cut = (values: Float32Array, width: number): tf.Tensor => {
    const rows = new Float32Array(starts.length * steps * width);
    starts.forEach((start, index) =>
      rows.set(values.subarray(start * width, (start + steps) * width), index * steps * width),
    );
    return tf.tensor3d(rows, [starts.length, steps, width]);
  };
  return { inputs: cut(data.inputs, FEATURES.length), targets: cut(data.targets, TARGETS.length) };
}

/** The numbers 0 to length − 1 in a random order (Fisher and Yates). */
function shuffled(length: number, random: Random): number[] {
  const order = Array.from({ length }, (_, index) => index);
  for (let index = length - 1; index > 0; index--) {
    const other = random.integer(index + 1);
    [order[index], order[other]] = [order[other] as number, order[index] as number];
  }
  return order;
}

/**
 * Starts of the sequences of one epoch: another offset each time, so that each row appears at each place. A sequence
 * that a long gap runs through is left out: the networks start afresh there when they serve.
 */
function sequenceStarts(data: Dataset, trainRows: number, steps: number, random: Random): number[] {
  const offset = random.integer(Math.min(steps, trainRows - steps + 1));
  const count = Math.floor((trainRows - offset) / steps);
  const isWhole = (start: number): boolean => {
    for (let row = start; row < start + steps; row++) if (!hasTarget(data, row)) return false;
    return true;
  };
  return shuffled(count, random)
    .map((index) => offset + index * steps)
    .filter(isWhole);
}

function runEpoch(
  network: ReturnType<typeof buildNetwork>,
  optimizer: tf.Optimizer,
  data: Dataset,
  starts: number[],
  { batch, steps }: FitOptions,
): number {
  let sum = 0;
  let batches = 0;
  for (let first = 0; first < starts.length; first += batch) {
    sum += tf.tidy(() => {
      const { inputs, targets } = batchOf(data, starts.slice(first, first + batch), steps);
      const loss = optimizer.minimize(
        () => laplaceLoss(network.apply(inputs, { training: true }) as tf.Tensor, targets),
        true,
      );
      return loss?.dataSync()[0] ?? Number.NaN;
    });
    batches += 1;
  }
  return sum / batches;
}

/**
 * Trains one network on the rows before `trainRows` and keeps the weights that did best on the rows after it, where it
 * runs as it will when serving: one candle after the other with its memory kept.
 */
export function fitMember(
  data: Dataset,
  trainRows: number,
  options: FitOptions,
  onEpoch: (progress: FitProgress) => void,
): { weights: LstmWeights; epochs: number } {
  const steps = Math.min(options.steps, trainRows);
  const random = createRandom(options.seed);
  const network = buildNetwork(options.units, steps, options.seed);
  const optimizer = tf.train.adam(options.learningRate);
  let best = { weights: extractWeights(network, options.units), loss: Infinity, epoch: 0 };
  for (let epoch = 1; epoch <= options.epochs && epoch - best.epoch <= options.patience; epoch++) {
    // A falling rate lets the last epochs settle.
    setRate(optimizer, options.learningRate * 0.5 * (1 + Math.cos((Math.PI * (epoch - 1)) / options.epochs)));
    const trainingLoss = runEpoch(network, optimizer, data, sequenceStarts(data, trainRows, steps, random), {
      ...options,
      steps,
    });
    const weights = extractWeights(network, options.units);
    const heldOutLoss = lossOf(data, outputsOf(data, [weights]), trainRows);
    if (heldOutLoss < best.loss) best = { weights, loss: heldOutLoss, epoch };
    onEpoch({ epoch, trainingLoss, heldOutLoss, bestLoss: best.loss });
  }
  network.dispose();
  optimizer.dispose();
  return { weights: best.weights, epochs: best.epoch };
}

function setRate(optimizer: tf.AdamOptimizer, rate: number): void {
  // The field is declared protected, yet it is the documented place of the rate in the serialized configuration.
  Object.assign(optimizer, { learningRate: rate });
}

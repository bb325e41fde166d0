import * as tf from '@tensorflow/tfjs-core';
import { createRandom, type Random } from '@detective/data';
import { FEATURES, TARGETS } from '../features.ts';
import type { LstmWeights } from '../lstm.ts';
import { hasTarget, type Dataset } from './dataset.ts';
import { lossOf, outputsOf } from './errors.ts';
import { buildNetwork, extractWeights, laplaceLoss } from './network.ts';
import { averageOf } from './weight-average.ts';

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

/** A series to learn from, up to a row; the rows from there on only decide when to stop. */
export interface Lesson {
  data: Dataset;
  trainRows: number;
}

/** A sequence of neighbouring rows of a series. */
interface Sequence {
  data: Dataset;
  start: number;
}

function batchOf(sequences: readonly Sequence[], steps: number): { inputs: tf.Tensor; targets: tf.Tensor } {
  const cut = (of: 'inputs' | 'targets', width: number): tf.Tensor => {
    const rows = new Float32Array(sequences.length * steps * width);
    sequences.forEach(({ data, start }, index) =>
      rows.set(data[of].subarray(start * width, (start + steps) * width), index * steps * width),
    );
    return tf.tensor3d(rows, [sequences.length, steps, width]);
  };
  return { inputs: cut('inputs', FEATURES.length), targets: cut('targets', TARGETS.length) };
}

/** Brings items into a random order (Fisher and Yates). */
function shuffle<T>(items: T[], random: Random): T[] {
  for (let index = items.length - 1; index > 0; index--) {
    const other = random.integer(index + 1);
    [items[index], items[other]] = [items[other] as T, items[index] as T];
  }
  return items;
}

/**
 * The sequences of one epoch in a random order: another offset each time, so that each row appears at each place. A
 * sequence that a long gap runs through is left out: the networks start afresh there when they serve.
 */
function sequencesOf(lessons: readonly Lesson[], steps: number, random: Random): Sequence[] {
  const all = lessons.flatMap(({ data, trainRows }) => {
    if (trainRows < steps) return [];
    const offset = random.integer(Math.min(steps, trainRows - steps + 1));
    const count = Math.floor((trainRows - offset) / steps);
    return Array.from({ length: count }, (_, index) => ({ data, start: offset + index * steps }));
  });
  return shuffle(all, random).filter(({ data, start }) => isWhole(data, start, steps));
}

function isWhole(data: Dataset, start: number, steps: number): boolean {
  for (let row = start; row < start + steps; row++) if (!hasTarget(data, row)) return false;
  return true;
}

function runEpoch(
  network: ReturnType<typeof buildNetwork>,
  optimizer: tf.Optimizer,
  sequences: readonly Sequence[],
  { batch, steps }: FitOptions,
  onStep: () => void,
): number {
  let sum = 0;
  let batches = 0;
  for (let first = 0; first < sequences.length; first += batch) {
    sum += tf.tidy(() => {
      const { inputs, targets } = batchOf(sequences.slice(first, first + batch), steps);
      const loss = optimizer.minimize(
        () => laplaceLoss(network.apply(inputs, { training: true }) as tf.Tensor, targets),
        true,
      );
      return loss?.dataSync()[0] ?? Number.NaN;
    });
    onStep();
    batches += 1;
  }
  return sum / batches;
}

/** Rows before those held out that bring the memory to where it would be. */
const RUN_UP = 500;

/** Mean loss on the rows that are held out, each series counting by their number. */
function heldOutLossOf(lessons: readonly Lesson[], weights: LstmWeights): number {
  let [sum, rows] = [0, 0];
  for (const { data, trainRows } of lessons) {
    const count = data.length - trainRows;
    if (count <= 1) continue;
    sum += count * lossOf(data, outputsOf(data, [weights], Math.max(trainRows - RUN_UP, 0)), trainRows);
    rows += count;
  }
  return sum / rows;
}

/**
 * Trains one network on the rows of each series that it may learn from, and keeps those averaged weights that did best on
 * the rows after them, where it runs as it will when serving: one candle after the other with its memory kept.
 */
export function fitMember(
  lessons: readonly Lesson[],
  options: FitOptions,
  onEpoch: (progress: FitProgress) => void,
): { weights: LstmWeights; epochs: number } {
  const steps = Math.min(options.steps, lessons[0]?.trainRows ?? 0);
  const random = createRandom(options.seed);
  const network = buildNetwork(options.units, steps, options.seed);
  const optimizer = tf.train.adam(options.learningRate);
  const present = (): LstmWeights => extractWeights(network, options.units);
  const average = averageOf(present());
  let best = { weights: average.weights(), loss: Infinity, epoch: 0 };
  for (let epoch = 1; epoch <= options.epochs && epoch - best.epoch <= options.patience; epoch++) {
    // A falling rate lets the last epochs settle.
    setRate(optimizer, options.learningRate * 0.5 * (1 + Math.cos((Math.PI * (epoch - 1)) / options.epochs)));
    const sequences = sequencesOf(lessons, steps, random);
    const trainingLoss = runEpoch(network, optimizer, sequences, { ...options, steps }, () =>
      average.add(present()),
    );
    const weights = average.weights();
    const heldOutLoss = heldOutLossOf(lessons, weights);
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

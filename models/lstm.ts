import { BLOCK, createLstmKernel, type LstmKernel } from './simd/lstm-kernel.ts';

/**
 * One LSTM with a linear read-out of its output and its input. The layout is that of Keras (gates in the order input,
 * forget, cell, output), so the weights of a TensorFlow.js model are used as they are.
 */
export interface LstmWeights {
  inputs: number;
  units: number;
  outputs: number;
  /** [inputs, 4 units] */
  kernel: Float32Array;
  /** [units, 4 units] */
  recurrent: Float32Array;
  /** [4 units] */
  bias: Float32Array;
  /** [units + inputs, outputs] */
  readout: Float32Array;
  /** [outputs] */
  readoutBias: Float32Array;
}

/**
 * The weights of all members of an ensemble in the order in which a step reads them, so that its inner loops have
 * nothing to store and nothing to allocate: one step costs microseconds, where a tensor call costs most of a millisecond.
 */
export interface Ensemble {
  members: number;
  inputs: number;
  units: number;
  outputs: number;
  /** The four gates of each unit of each member, by its inputs and its units. */
  gates: LstmKernel;
  /** The outputs, averaged over the members, by the inputs and the units of all members. */
  readout: LstmKernel;
}

const UNITS_A_BLOCK = BLOCK / 4;
/** The gates of a unit, and by what their weights are multiplied. */
const [INPUT, FORGET, CELL, OUTPUT] = [0, 1, 2, 3];
const FACTORS = [1, 1, 2, 1];
const blocksOf = (units: number): number => Math.ceil(units / UNITS_A_BLOCK);

const packed = new WeakMap<readonly LstmWeights[], Ensemble>();

/** The same for all who ask for the same members: each takes memory of its own, and steps don't overlap. */
export function ensembleOf(members: readonly LstmWeights[]): Ensemble {
  const ensemble = packed.get(members) ?? packEnsemble(members);
  packed.set(members, ensemble);
  return ensemble;
}

/** Brings trained weights into the order of a step. All members must have the same shapes. */
export function packEnsemble(members: readonly LstmWeights[]): Ensemble {
  const [first] = members;
  if (!first) throw new RangeError('An ensemble needs a member.');
  const { inputs, units, outputs } = first;
  const gates = createLstmKernel(members.length * blocksOf(units), inputs + units);
  gates.weights.set(members.flatMap(gatesOf));
  const rows = 1 + inputs + members.length * units;
  const readout = createLstmKernel(Math.ceil(outputs / BLOCK), rows - 1);
  for (let output = 0; output < outputs; output++) {
    const block = Math.floor(output / BLOCK) * rows * BLOCK;
    for (const [row, weight] of readoutOf(members, output).entries())
      readout.weights[block + row * BLOCK + (output % BLOCK)] = weight;
  }
  return { members: members.length, inputs, units, outputs, gates, readout };
}

/**
 * The last block is filled up with units whose weights are 0, which nobody reads. The weights of cells count twice: the
 * hyperbolic tangent of x is 2 · sigmoid(2x) − 1.
 */
function gatesOf({ inputs, units, kernel, recurrent, bias }: LstmWeights): number[] {
  const gates: number[] = [];
  const addRow = (matrix: Float32Array, row: number, first: number): void => {
    for (let unit = first; unit < first + UNITS_A_BLOCK; unit++)
      for (let gate = 0; gate < 4; gate++)
        gates.push(
          unit < units ? (FACTORS[gate] as number) * (matrix[(row * 4 + gate) * units + unit] as number) : 0,
        );
  };
  for (let first = 0; first < units; first += UNITS_A_BLOCK) {
    addRow(bias, 0, first);
    for (let row = 0; row < inputs; row++) addRow(kernel, row, first);
    for (let row = 0; row < units; row++) addRow(recurrent, row, first);
  }
  return gates;
}

/** Weights of an output: its bias, of each input, and of each unit of each member. */
function readoutOf(members: readonly LstmWeights[], output: number): number[] {
  const mean = (of: (member: LstmWeights) => number): number =>
    members.reduce((sum, member) => sum + of(member), 0) / members.length;
  const weight = (member: LstmWeights, row: number): number =>
    member.readout[row * member.outputs + output] as number;
  const { inputs = 0, units = 0 } = members[0] ?? {};
  return [
    mean(({ readoutBias }) => readoutBias[output] as number),
    ...Array.from({ length: inputs }, (_, input) => mean((member) => weight(member, units + input))),
    ...members.flatMap((member) =>
      Array.from({ length: units }, (_, unit) => weight(member, unit) / members.length),
    ),
  ];
}

/** What `set` of a typed array does, which takes several times as long for so few values. */
function copyInto(values: Float64Array, input: Float64Array): void {
  for (let index = 0; index < input.length; index++) values[index] = input[index] as number;
}

/**
 * Moves the memory of all members on by one input.
 *
 * @param before output and cell state of each member, [members, 2 units]
 * @param input [inputs]
 * @param after the same as `before`, after the input; another array
 * @param output [outputs]: the mean of what the members read out
 */
export function forward(
  ensemble: Ensemble,
  before: Float64Array,
  input: Float64Array,
  after: Float64Array,
  output: Float64Array,
): void {
  const { members, inputs, units, gates, readout } = ensemble;
  const { values, sums, cells } = gates;
  const blocks = blocksOf(units);
  copyInto(values, input);
  for (let member = 0; member < members; member++) {
    const start = member * 2 * units;
    for (let unit = 0; unit < units; unit++) values[inputs + unit] = before[start + unit] as number;
    gates.addUp(member * blocks, blocks);
  }
  gates.squashSums();
  for (let member = 0; member < members; member++) {
    const first = member * blocks * UNITS_A_BLOCK;
    for (let unit = 0; unit < units; unit++) {
      const at = 4 * (first + unit);
      const index = (member * 2 + 1) * units + unit;
      const kept = (sums[at + FORGET] as number) * (before[index] as number);
      const cell = kept + (sums[at + INPUT] as number) * (2 * (sums[at + CELL] as number) - 1);
      after[index] = cell;
      cells[first + unit] = 2 * cell;
    }
  }
  gates.squashCells();
  copyInto(readout.values, input);
  for (let member = 0; member < members; member++) {
    const first = member * blocks * UNITS_A_BLOCK;
    for (let unit = 0; unit < units; unit++) {
      const shown = (sums[4 * (first + unit) + OUTPUT] as number) * (2 * (cells[first + unit] as number) - 1);
      after[member * 2 * units + unit] = shown;
      readout.values[inputs + member * units + unit] = shown;
    }
  }
  readout.addUp(0, Math.ceil(output.length / BLOCK));
  for (let index = 0; index < output.length; index++) output[index] = readout.sums[index] as number;
}

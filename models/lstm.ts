import { sigmoid, tanh } from './exponential.ts';

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
  /** For each two units of each member, their eight gates side by side: bias, then a row for each input and each unit. */
  gates: Float64Array;
  /** For each output, averaged over the members: bias, a weight for each input, then for each unit of each member. */
  readout: Float64Array;
  /** Room for the gates of all units, before their non-linear functions; overwritten by every step. */
  sums: Float64Array;
}

/** Brings trained weights into the order of a step. All members must have the same shapes. */
export function packEnsemble(members: readonly LstmWeights[]): Ensemble {
  const [first] = members;
  if (!first) throw new RangeError('An ensemble needs a member.');
  const { inputs, units, outputs } = first;
  const gates = members.flatMap(gatesOf);
  const readout = Array.from({ length: outputs }, (_, output) => readoutOf(members, output)).flat();
  return {
    members: members.length,
    inputs,
    units,
    outputs,
    gates: Float64Array.from(gates),
    readout: Float64Array.from(readout),
    sums: new Float64Array(members.length * 8 * Math.ceil(units / 2)),
  };
}

/** Of an odd number of units the last one is paired with one whose weights are 0, which nobody reads. */
function gatesOf({ inputs, units, kernel, recurrent, bias }: LstmWeights): number[] {
  const gates: number[] = [];
  const addRow = (matrix: Float32Array, row: number, first: number): void => {
    for (let unit = first; unit < first + 2; unit++)
      for (let gate = 0; gate < 4; gate++)
        gates.push(unit < units ? (matrix[(row * 4 + gate) * units + unit] as number) : 0);
  };
  for (let first = 0; first < units; first += 2) {
    addRow(bias, 0, first);
    for (let row = 0; row < inputs; row++) addRow(kernel, row, first);
    for (let row = 0; row < units; row++) addRow(recurrent, row, first);
  }
  return gates;
}

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
  const { members, units, sums } = ensemble;
  addUp(ensemble, before, input);
  let at = 0;
  for (let member = 0; member < members; member++) {
    for (let unit = member * 2 * units; unit < (member * 2 + 1) * units; unit++) {
      const kept = sigmoid(sums[at + 1] as number) * (before[unit + units] as number);
      const cell = kept + sigmoid(sums[at] as number) * tanh(sums[at + 2] as number);
      after[unit] = sigmoid(sums[at + 3] as number) * tanh(cell);
      after[unit + units] = cell;
      at += 4;
    }
    at += 4 * (units % 2);
  }
  readOut(ensemble, after, input, output);
}

/** The gates' weighted sums. Eight at a time, because a processor adds up so many beside each other in the time of one. */
function addUp(
  { members, inputs, units, gates, sums }: Ensemble,
  before: Float64Array,
  input: Float64Array,
): void {
  let at = 0;
  let to = 0;
  for (let member = 0; member < members; member++) {
    const memory = member * 2 * units;
    for (let first = 0; first < units; first += 2) {
      let a = gates[at] as number;
      let b = gates[at + 1] as number;
      let c = gates[at + 2] as number;
      let d = gates[at + 3] as number;
      let e = gates[at + 4] as number;
      let f = gates[at + 5] as number;
      let g = gates[at + 6] as number;
      let h = gates[at + 7] as number;
      for (let row = 0; row < inputs + units; row++) {
        const value = (row < inputs ? input[row] : before[memory + row - inputs]) as number;
        at += 8;
        a += value * (gates[at] as number);
        b += value * (gates[at + 1] as number);
        c += value * (gates[at + 2] as number);
        d += value * (gates[at + 3] as number);
        e += value * (gates[at + 4] as number);
        f += value * (gates[at + 5] as number);
        g += value * (gates[at + 6] as number);
        h += value * (gates[at + 7] as number);
      }
      at += 8;
      sums[to] = a;
      sums[to + 1] = b;
      sums[to + 2] = c;
      sums[to + 3] = d;
      sums[to + 4] = e;
      sums[to + 5] = f;
      sums[to + 6] = g;
      sums[to + 7] = h;
      to += 8;
    }
  }
}

function readOut(
  { members, inputs, units, outputs, readout }: Ensemble,
  memory: Float64Array,
  input: Float64Array,
  output: Float64Array,
): void {
  let at = 0;
  for (let index = 0; index < outputs; index++) {
    let sum = readout[at++] as number;
    for (let row = 0; row < inputs; row++) sum += (input[row] as number) * (readout[at++] as number);
    for (let start = 0; start < members * 2 * units; start += 2 * units) {
      for (let unit = start; unit < start + units; unit++)
        sum += (memory[unit] as number) * (readout[at++] as number);
    }
    output[index] = sum;
  }
}

/**
 * One LSTM with a linear read-out of its output and its input, as a plain loop over the trained weights: one step
 * costs microseconds, where a tensor call costs most of a millisecond. The layout is that of Keras (gates in the
 * order input, forget, cell, output), so the weights of a TensorFlow.js model are used as they are.
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

/** The same weights in the order in which a step reads them, so that its inner loops have nothing to store. */
export interface PackedLstm {
  inputs: number;
  units: number;
  outputs: number;
  /** For each unit, the four gates side by side: bias, then a row for each input and each unit. */
  gates: Float64Array;
  /** For each output: bias, then a weight for each unit and each input. */
  readout: Float64Array;
}

/** Brings trained weights into the order of a step. */
export function packLstm(weights: LstmWeights): PackedLstm {
  const { inputs, units, outputs } = weights;
  const gates: number[] = [];
  const addGates = (matrix: Float32Array, row: number, unit: number): void => {
    for (let gate = 0; gate < 4; gate++) gates.push(matrix[(row * 4 + gate) * units + unit] as number);
  };
  for (let unit = 0; unit < units; unit++) {
    addGates(weights.bias, 0, unit);
    for (let row = 0; row < inputs; row++) addGates(weights.kernel, row, unit);
    for (let row = 0; row < units; row++) addGates(weights.recurrent, row, unit);
  }
  const readout: number[] = [];
  for (let output = 0; output < outputs; output++) {
    readout.push(weights.readoutBias[output] as number);
    for (let row = 0; row < units + inputs; row++)
      readout.push(weights.readout[row * outputs + output] as number);
  }
  return { inputs, units, outputs, gates: Float64Array.from(gates), readout: Float64Array.from(readout) };
}

const sigmoid = (value: number): number => 1 / (1 + Math.exp(-value));

/** New output and cell state of all units, [2 units], from the memory before and an input. */
function nextMemory(
  lstm: PackedLstm,
  memory: Float64Array,
  offset: number,
  input: Float64Array,
): Float64Array {
  const { inputs, units, gates } = lstm;
  const row = new Float64Array(inputs + units);
  row.set(input);
  row.set(memory.subarray(offset, offset + units), inputs);
  const next = new Float64Array(2 * units);
  let at = 0;
  for (let unit = 0; unit < units; unit++) {
    let inputGate = gates[at++] as number;
    let forgetGate = gates[at++] as number;
    let candidate = gates[at++] as number;
    let outputGate = gates[at++] as number;
    for (let index = 0; index < row.length; index++) {
      const value = row[index] as number;
      inputGate += value * (gates[at++] as number);
      forgetGate += value * (gates[at++] as number);
      candidate += value * (gates[at++] as number);
      outputGate += value * (gates[at++] as number);
    }
    const kept = sigmoid(forgetGate) * (memory[offset + units + unit] as number);
    const cell = kept + sigmoid(inputGate) * Math.tanh(candidate);
    next[unit] = sigmoid(outputGate) * Math.tanh(cell);
    next[units + unit] = cell;
  }
  return next;
}

/**
 * Moves the memory on by one input and adds the read-out to `output`.
 *
 * @param memory output and cell state, `units` numbers each from `offset` on; changed in place
 * @param input [inputs]
 * @param output [outputs]; the read-out times `share` is added, so that members of an ensemble can be averaged
 */
export function lstmStep(
  lstm: PackedLstm,
  memory: Float64Array,
  offset: number,
  input: Float64Array,
  output: Float64Array,
  share: number,
): void {
  const { inputs, units, outputs, readout } = lstm;
  const next = nextMemory(lstm, memory, offset, input);
  memory.set(next, offset);
  let at = 0;
  for (let index = 0; index < outputs; index++) {
    let sum = readout[at++] as number;
    for (let unit = 0; unit < units; unit++) sum += (next[unit] as number) * (readout[at++] as number);
    for (let row = 0; row < inputs; row++) sum += (input[row] as number) * (readout[at++] as number);
    output[index] = (output[index] as number) + share * sum;
  }
}

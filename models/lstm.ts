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

const sigmoid = (value: number): number => 1 / (1 + Math.exp(-value));

/** sums += row vector × matrix, the matrix in rows of `sums.length`. */
function addProduct(
  sums: Float64Array,
  vector: Float64Array,
  from: number,
  size: number,
  matrix: Float32Array,
): void {
  const columns = sums.length;
  for (let row = 0; row < size; row++) {
    const value = vector[from + row] as number;
    if (value === 0) continue;
    const start = row * columns;
    for (let column = 0; column < columns; column++) {
      sums[column] = (sums[column] as number) + value * (matrix[start + column] as number);
    }
  }
}

/**
 * Moves the memory on by one input and adds the read-out to `output`.
 *
 * @param memory output and cell state, `units` numbers each from `offset` on; changed in place
 * @param input [inputs]
 * @param output [outputs]; the read-out times `share` is added, so that members of an ensemble can be averaged
 */
export function lstmStep(
  weights: LstmWeights,
  memory: Float64Array,
  offset: number,
  input: Float64Array,
  output: Float64Array,
  share: number,
): void {
  const { units, inputs, outputs } = weights;
  const gates = new Float64Array(weights.bias);
  addProduct(gates, input, 0, inputs, weights.kernel);
  addProduct(gates, memory, offset, units, weights.recurrent);
  const [forget, candidate, out] = [units, 2 * units, 3 * units];
  for (let unit = 0; unit < units; unit++) {
    const kept = sigmoid(gates[forget + unit] as number) * (memory[offset + units + unit] as number);
    const cell = kept + sigmoid(gates[unit] as number) * Math.tanh(gates[candidate + unit] as number);
    memory[offset + units + unit] = cell;
    memory[offset + unit] = sigmoid(gates[out + unit] as number) * Math.tanh(cell);
  }
  const sums = new Float64Array(weights.readoutBias);
  addProduct(sums, memory, offset, units, weights.readout);
  addProduct(sums, input, 0, inputs, weights.readout.subarray(units * outputs));
  for (let index = 0; index < outputs; index++) {
    output[index] = (output[index] as number) + share * (sums[index] as number);
  }
}

import { createRandom } from '@detective/data';
import { describe, expect, it } from 'vitest';
import { forward, packEnsemble, type LstmWeights } from './lstm.ts';

const random = createRandom(3);
const normals = (length: number) => Float32Array.from({ length }, () => random.normal());

const randomMember = (inputs: number, units: number, outputs: number): LstmWeights => ({
  inputs,
  units,
  outputs,
  kernel: normals(inputs * 4 * units),
  recurrent: normals(units * 4 * units),
  bias: normals(4 * units),
  readout: normals((units + inputs) * outputs),
  readoutBias: normals(outputs),
});

/** The equations of an LSTM, word by word. */
function byEquations(member: LstmWeights, memory: number[], input: number[]) {
  const { inputs, units, outputs, kernel, recurrent, bias, readout, readoutBias } = member;
  const gate = (which: number, unit: number): number => {
    const column = which * units + unit;
    let sum = bias[column] ?? NaN;
    for (let row = 0; row < inputs; row++)
      sum += (input[row] ?? NaN) * (kernel[row * 4 * units + column] ?? NaN);
    for (let row = 0; row < units; row++)
      sum += (memory[row] ?? NaN) * (recurrent[row * 4 * units + column] ?? NaN);
    return sum;
  };
  const logistic = (value: number) => 1 / (1 + Math.exp(-value));
  const cells = Array.from(
    { length: units },
    (_, unit) =>
      logistic(gate(1, unit)) * (memory[units + unit] ?? NaN) +
      logistic(gate(0, unit)) * Math.tanh(gate(2, unit)),
  );
  const hidden = cells.map((cell, unit) => logistic(gate(3, unit)) * Math.tanh(cell));
  const read = [...hidden, ...input];
  const output = Array.from({ length: outputs }, (_, index) =>
    read.reduce(
      (sum, value, row) => sum + value * (readout[row * outputs + index] ?? NaN),
      readoutBias[index] ?? NaN,
    ),
  );
  return { memory: [...hidden, ...cells], output };
}

describe('an ensemble', () => {
  it.each([
    { members: 1, units: 1 },
    { members: 3, units: 5 },
    { members: 8, units: 16 },
  ])(
    'of $members networks of $units units does what the equations say, over a hundred steps',
    ({ members, units }) => {
      const [inputs, outputs] = [13, 8];
      const weights = Array.from({ length: members }, () => randomMember(inputs, units, outputs));
      const ensemble = packEnsemble(weights);
      let memory = new Float64Array(2 * units * members);
      let expected = weights.map(() => Array.from({ length: 2 * units }, () => 0));
      for (let step = 0; step < 100; step++) {
        const input = Float64Array.from({ length: inputs }, () => 3 * random.normal());
        const steps = weights.map((member, index) => byEquations(member, expected[index] ?? [], [...input]));
        const [after, output] = [new Float64Array(memory.length), new Float64Array(outputs)];
        forward(ensemble, memory, input, after, output);
        memory = after;
        expected = steps.map((one) => one.memory);
        const worst = (values: Iterable<number>, of: number[]) =>
          Math.max(...[...values].map((value, index) => Math.abs(value - (of[index] ?? NaN))));
        expect(worst(after, expected.flat())).toBeLessThan(1e-12);
        const means = Array.from(output, (_, index) =>
          steps.reduce((sum, one) => sum + (one.output[index] ?? NaN) / members, 0),
        );
        expect(worst(output, means)).toBeLessThan(1e-12);
      }
    },
  );

  it('changes neither the memory nor the input that it is given', () => {
    const ensemble = packEnsemble([randomMember(2, 3, 1)]);
    const [before, input] = [Float64Array.from([1, 2, 3, 4, 5, 6]), Float64Array.from([0.5, -1])];
    forward(ensemble, before, input, new Float64Array(6), new Float64Array(1));
    expect([[...before], [...input]]).toEqual([
      [1, 2, 3, 4, 5, 6],
      [0.5, -1],
    ]);
  });
});

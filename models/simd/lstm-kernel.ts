import {
  add,
  advance,
  assemble,
  constant,
  divide,
  get,
  least,
  load,
  loadTwice,
  loop,
  most,
  multiply,
  nearest,
  negate,
  scaleByPower,
  set,
  store,
  subtract,
  TYPE,
  type Code,
  type FunctionCode,
} from './assembly.ts';

/**
 * What an LSTM does with many numbers, in WebAssembly: JavaScript works on one number at a time and checks each index,
 * this works on two without a check. It has room for one network or more of one shape, and is overwritten by every step.
 */
export interface LstmKernel {
  /** For each block of sixteen sums: their biases, then their weights of each value, [blocks, 1 + values, 16]. */
  weights: Float64Array;
  /** What the weights are multiplied with, [values]. */
  values: Float64Array;
  /** Such as those of gates, [blocks, 16]. */
  sums: Float64Array;
  /** Room for a quarter as many numbers, [blocks, 4]. */
  cells: Float64Array;
  /** Sets the sums of some blocks in a row to their biases and the weighted values. */
  addUp(firstBlock: number, blocks: number): void;
  /** Puts the sigmoids of all sums, 1 / (1 + e^−x), in their places; within 1e-15, and NaN for NaN. */
  squashSums(): void;
  squashCells(): void;
}

/** Sums that are added up at once, in eight registers of two numbers each. */
export const BLOCK = 16;

const NUMBER_BYTES = 8;
const PAIR_BYTES = 16;
const BLOCK_BYTES = BLOCK * NUMBER_BYTES;
const PAGE_BYTES = 65_536;

export function createLstmKernel(blocks: number, values: number): LstmKernel {
  let end = 0;
  const take = (length: number) => ({ start: end, end: (end += length * NUMBER_BYTES), length });
  const weights = take(blocks * (1 + values) * BLOCK);
  const sums = take(blocks * BLOCK);
  const cells = take((blocks * BLOCK) / 4);
  const row = take(values);
  const memory = new WebAssembly.Memory({ initial: Math.ceil(end / PAGE_BYTES) });
  const { exports } = new WebAssembly.Instance(MODULE, { memory: { memory } });
  const addUp = exports.addUp as (...addresses: number[]) => void;
  const squash = exports.squash as (start: number, end: number) => void;
  const view = ({ start, length }: typeof row) => new Float64Array(memory.buffer, start, length);
  return {
    ...{ weights: view(weights), values: view(row), sums: view(sums), cells: view(cells) },
    addUp(first, count) {
      const to = sums.start + first * BLOCK_BYTES;
      addUp(first * (1 + values) * BLOCK_BYTES, to, to + count * BLOCK_BYTES, row.start, row.end);
    },
    squashSums: () => squash(sums.start, sums.end),
    squashCells: () => squash(cells.start, cells.end),
  };
}

function addUp(): FunctionCode {
  const [weights, sums, sumsEnd, values, valuesEnd, value, at] = [0, 1, 2, 3, 4, 5, 6] as const;
  const registers = Array.from({ length: BLOCK_BYTES / PAIR_BYTES }, (_, index) => ({
    local: at + 1 + index,
    offset: index * PAIR_BYTES,
  }));
  const addRow: Code = [
    ...advance(weights, BLOCK_BYTES),
    ...[...get(at), ...loadTwice, ...set(value)],
    ...registers.flatMap(({ local, offset }) => [
      ...[...get(local), ...get(value), ...get(weights), ...load(offset)],
      ...[...multiply, ...add, ...set(local)],
    ]),
    ...advance(at, NUMBER_BYTES),
  ];
  const addBlock: Code = [
    ...registers.flatMap(({ local, offset }) => [...get(weights), ...load(offset), ...set(local)]),
    ...[...get(values), ...set(at)],
    ...loop(addRow, at, valuesEnd),
    ...advance(weights, BLOCK_BYTES),
    ...registers.flatMap(({ local, offset }) => [...get(sums), ...get(local), ...store(offset)]),
    ...advance(sums, BLOCK_BYTES),
  ];
  const locals = [TYPE.v128, TYPE.i32, ...registers.map(() => TYPE.v128)];
  return { name: 'addUp', parameters: 5, locals, body: loop(addBlock, sums, sumsEnd) };
}

/** Beyond it a sigmoid is 0 or 1 in 64 bits. */
const BOUND = 40;
/** ln 2 in two parts, the first of so few digits that its multiples are exact. */
const [LN2_HIGH, LN2_LOW] = [0.693_147_180_369_123_8, 1.908_214_929_270_587_7e-10];
/** Of e^r at 0: what is left out is below 2e-16 where |r| ≤ ln 2 / 2. */
const TAYLOR_TERMS = 12;

/** e^x is 2^n · e^r, with n the nearest whole number to x / ln 2. */
function squash(): FunctionCode {
  const [start, end, power, rest] = [0, 1, 2, 3] as const;
  const factorials = Array.from({ length: TAYLOR_TERMS }, (_, index) => index + 1);
  const series = factorials.reduceRight<Code>(
    (sum, term) => [...sum, ...get(rest), ...multiply, ...constant(1 / factorial(term - 1)), ...add],
    constant(1 / factorial(TAYLOR_TERMS)),
  );
  const body: Code = [
    // rest = −x within the bounds, and power = the nearest whole number to rest / ln 2.
    ...[...get(start), ...load(0), ...negate, ...constant(BOUND), ...least, ...constant(-BOUND), ...most],
    ...[...set(rest), ...get(rest), ...constant(Math.LOG2E), ...multiply, ...nearest, ...set(power)],
    // rest −= power · ln 2
    ...[...get(rest), ...get(power), ...constant(LN2_HIGH), ...multiply, ...subtract],
    ...[...get(power), ...constant(LN2_LOW), ...multiply, ...subtract, ...set(rest)],
    // 1 / (1 + e^rest · 2^power)
    ...[...get(start), ...constant(1), ...constant(1)],
    ...[...series, ...get(power), ...scaleByPower],
    ...[...add, ...divide, ...store(0)],
    ...advance(start, PAIR_BYTES),
  ];
  return { name: 'squash', parameters: 2, locals: [TYPE.v128, TYPE.v128], body: loop(body, start, end) };
}

const factorial = (value: number): number => (value <= 1 ? 1 : value * factorial(value - 1));

const MODULE = assemble([addUp(), squash()]);

/**
 * The weighted sums of an LSTM's gates, which are most of what a candle costs, as a WebAssembly module of one function:
 * JavaScript multiplies one pair of numbers at a time and looks at each index, this two pairs without a look, and adds
 * up in the same order, so that the sums are the same to the last bit. Every Node that this project runs on has SIMD.
 */
export interface GateSums {
  /** For each block of sixteen gates: their biases, then their weights of each value, [blocks, 1 + values, 16]. */
  weights: Float64Array;
  /** What the weights are multiplied with, [values]. */
  values: Float64Array;
  /** What comes out, [blocks, 16]. */
  sums: Float64Array;
  /** Adds up the gates of some blocks in a row. */
  addUp(firstBlock: number, blocks: number): void;
}

/** Gates whose sums are held in registers at once: eight of two numbers each. */
export const BLOCK = 16;

const BYTES = Float64Array.BYTES_PER_ELEMENT;
const BLOCK_BYTES = BLOCK * BYTES;
const REGISTERS = 8;
const REGISTER_BYTES = BLOCK_BYTES / REGISTERS;
const PAGE_BYTES = 65_536;

export function createGateSums(blocks: number, values: number): GateSums {
  const weightsLength = blocks * (1 + values) * BLOCK;
  const sumsAt = weightsLength * BYTES;
  const valuesAt = sumsAt + blocks * BLOCK_BYTES;
  const valuesEnd = valuesAt + values * BYTES;
  const memory = new WebAssembly.Memory({ initial: Math.ceil(valuesEnd / PAGE_BYTES) });
  const instance = new WebAssembly.Instance(MODULE, { memory: { memory } });
  const run = instance.exports.run as (
    weights: number,
    sums: number,
    end: number,
    values: number,
    valuesEnd: number,
  ) => void;
  return {
    weights: new Float64Array(memory.buffer, 0, weightsLength),
    sums: new Float64Array(memory.buffer, sumsAt, blocks * BLOCK),
    values: new Float64Array(memory.buffer, valuesAt, values),
    addUp(first, count) {
      const from = sumsAt + first * BLOCK_BYTES;
      run(first * (1 + values) * BLOCK_BYTES, from, from + count * BLOCK_BYTES, valuesAt, valuesEnd);
    },
  };
}

const TYPE = { i32: 0x7f, v128: 0x7b, function: 0x60 };
const SECTION = { types: 1, imports: 2, functions: 3, exports: 7, code: 10 };
const KIND = { function: 0, memory: 2 };
const OF_16_BYTES = 4;
const OF_8_BYTES = 3;

/** Locals: where the function reads and writes, and where it stops; then one register after the other, and the value of a row. */
const LOCAL = { weights: 0, sums: 1, sumsEnd: 2, values: 3, valuesEnd: 4, value: 5, row: 6, register: 7 };

const get = (local: number): number[] => [0x20, local];
const set = (local: number): number[] => [0x21, local];
const advance = (local: number, bytes: number): number[] => [
  ...get(local),
  0x41,
  ...signed(bytes),
  0x6a,
  ...set(local),
];
const load = (offset: number): number[] => [0xfd, 0x00, OF_16_BYTES, ...unsigned(offset)];
const loadTwice = [0xfd, 0x0a, OF_8_BYTES, 0];
const store = (offset: number): number[] => [0xfd, 0x0b, OF_16_BYTES, ...unsigned(offset)];
const add = [0xfd, 0xf0, 0x01];
const multiply = [0xfd, 0xf2, 0x01];
/** Runs the body once, and again while one address lies before another. */
const loop = (body: number[], address: number, end: number): number[] => [
  0x03,
  0x40,
  ...body,
  ...get(address),
  ...get(end),
  0x49,
  0x0d,
  0,
  0x0b,
];

const registers = Array.from({ length: REGISTERS }, (_, index) => ({
  local: LOCAL.register + index,
  offset: index * REGISTER_BYTES,
}));

const CODE = loop(
  [
    ...registers.flatMap(({ local, offset }) => [...get(LOCAL.weights), ...load(offset), ...set(local)]),
    ...[...get(LOCAL.values), ...set(LOCAL.row)],
    ...loop(
      [
        ...advance(LOCAL.weights, BLOCK_BYTES),
        ...[...get(LOCAL.row), ...loadTwice, ...set(LOCAL.value)],
        ...registers.flatMap(({ local, offset }) => [
          ...[...get(local), ...get(LOCAL.value), ...get(LOCAL.weights), ...load(offset)],
          ...[...multiply, ...add, ...set(local)],
        ]),
        ...advance(LOCAL.row, BYTES),
      ],
      LOCAL.row,
      LOCAL.valuesEnd,
    ),
    ...advance(LOCAL.weights, BLOCK_BYTES),
    ...registers.flatMap(({ local, offset }) => [...get(LOCAL.sums), ...get(local), ...store(offset)]),
    ...advance(LOCAL.sums, BLOCK_BYTES),
  ],
  LOCAL.sums,
  LOCAL.sumsEnd,
);

/** An integer as WebAssembly writes it: seven bits a byte, the lowest first. */
function unsigned(value: number): number[] {
  const [low, rest] = [value & 0x7f, value >>> 7];
  return rest === 0 ? [low] : [low | 0x80, ...unsigned(rest)];
}

function signed(value: number): number[] {
  const [low, rest] = [value & 0x7f, value >> 7];
  const isLast = rest === ((low & 0x40) === 0 ? 0 : -1);
  return isLast ? [low] : [low | 0x80, ...signed(rest)];
}

const list = (items: number[][]): number[] => [...unsigned(items.length), ...items.flat()];
const sized = (bytes: number[]): number[] => [...unsigned(bytes.length), ...bytes];
const text = (value: string): number[] => sized([...Buffer.from(value)]);
const section = (id: number, items: number[][]): number[] => [id, ...sized(list(items))];

const PARAMETERS = [TYPE.i32, TYPE.i32, TYPE.i32, TYPE.i32, TYPE.i32];
const LOCALS = [
  [1, TYPE.v128],
  [1, TYPE.i32],
  [REGISTERS, TYPE.v128],
];
const END = 0x0b;

const MODULE = new WebAssembly.Module(
  Uint8Array.from([
    ...[...Buffer.from('\0asm'), 1, 0, 0, 0],
    ...section(SECTION.types, [[TYPE.function, ...sized(PARAMETERS), 0]]),
    ...section(SECTION.imports, [[...text('memory'), ...text('memory'), KIND.memory, 0, 1]]),
    ...section(SECTION.functions, [[0]]),
    ...section(SECTION.exports, [[...text('run'), KIND.function, 0]]),
    ...section(SECTION.code, [sized([...list(LOCALS), ...CODE, END])]),
  ]),
);

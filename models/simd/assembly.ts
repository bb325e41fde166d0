/**
 * As much of WebAssembly's binary format as the kernels here need (WebAssembly Core Specification 2.0, chapter 5): a
 * function is a list of bytes, built from instructions that are small lists themselves. Every Node that this project
 * runs on has the instructions for two 64-bit floats at once.
 */
export type Code = readonly number[];

export const TYPE = { i32: 0x7f, v128: 0x7b } as const;
type Type = (typeof TYPE)[keyof typeof TYPE];

export interface FunctionCode {
  name: string;
  /** All of them 32-bit integers; numbered first. */
  parameters: number;
  /** Numbered after the parameters. */
  locals: readonly Type[];
  body: Code;
}

export const get = (local: number): Code => [0x20, local];
export const set = (local: number): Code => [0x21, local];

const constant32 = (value: number): Code => [0x41, ...signed(value)];

/** Adds to an address that is held in a local. */
export const advance = (local: number, bytes: number): Code => [
  ...[...get(local), ...constant32(bytes)],
  ...[0x6a, ...set(local)],
];

/** Runs the body once, and again while one address lies before another. */
export const loop = (body: Code, address: number, end: number): Code => [
  ...[0x03, 0x40, ...body],
  ...[...get(address), ...get(end), 0x49, 0x0d, 0],
  0x0b,
];

const simd = (operation: number): Code => [0xfd, ...unsigned(operation)];
const [OF_8_BYTES, OF_16_BYTES] = [3, 4];

/** Two numbers from an address on, or one number twice; the address is on the stack. */
export const load = (offset: number): Code => [...simd(0x00), OF_16_BYTES, ...unsigned(offset)];
export const loadTwice: Code = [...simd(0x0a), OF_8_BYTES, 0];
export const store = (offset: number): Code => [...simd(0x0b), OF_16_BYTES, ...unsigned(offset)];

const twice = (number: Uint8Array): Code => [...simd(0x0c), ...number, ...number];
export const constant = (value: number): Code => twice(new Uint8Array(Float64Array.of(value).buffer));

/** Of two numbers each. */
export const add = simd(0xf0);
export const subtract = simd(0xf1);
export const multiply = simd(0xf2);
export const divide = simd(0xf3);
export const least = simd(0xf4);
export const most = simd(0xf5);
export const negate = simd(0xed);
export const nearest = simd(0x94);

const EXPONENT_AT = 52;
/** Of two numbers x · 2^n, given x and then n, which has to be a whole number. */
export const scaleByPower: Code = [
  ...[...simd(0xfc), ...simd(0xc7)],
  ...[...constant32(EXPONENT_AT), ...simd(0xcb)],
  ...simd(0xce),
];

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

const list = (items: readonly Code[]): Code => [...unsigned(items.length), ...items.flat()];
const sized = (bytes: Code): Code => [...unsigned(bytes.length), ...bytes];
const text = (value: string): Code => sized([...Buffer.from(value)]);
const section = (id: number, items: readonly Code[]): Code => [id, ...sized(list(items))];

const SECTION = { types: 1, imports: 2, functions: 3, exports: 7, code: 10 };
const KIND = { function: 0, memory: 2 };
const END = 0x0b;

/** A module of functions that share the memory which is imported as `memory.memory`. */
export const assemble = (functions: readonly FunctionCode[]): WebAssembly.Module =>
  new WebAssembly.Module(
    Uint8Array.from([
      ...[...Buffer.from('\0asm'), 1, 0, 0, 0],
      ...section(
        SECTION.types,
        functions.map(({ parameters }) => [0x60, ...sized(new Array<Type>(parameters).fill(TYPE.i32)), 0]),
      ),
      ...section(SECTION.imports, [[...text('memory'), ...text('memory'), KIND.memory, 0, 1]]),
      ...section(
        SECTION.functions,
        functions.map((_, index) => [index]),
      ),
      ...section(
        SECTION.exports,
        functions.map(({ name }, index) => [...text(name), KIND.function, index]),
      ),
      ...section(
        SECTION.code,
        functions.map(({ locals, body }) => sized([...list(locals.map((type) => [1, type])), ...body, END])),
      ),
    ]),
  );

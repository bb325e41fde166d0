/** A seeded stream of random numbers: the same seed gives the same numbers on every machine. */
export interface Random {
  /** Uniform in [0, 1). */
  uniform(): number;
  /** A whole number from 0 to `below` − 1. */
  integer(below: number): number;
  /** Standard normal. */
  normal(): number;
  /** Chi-square with a whole number of degrees of freedom, divided by them: mean 1. */
  chiSquare(degrees: number): number;
}

/**
 * The generator sfc32 ("small fast counting", C. Doty-Humphrey, PractRand), 128 bits of state, filled from the seed
 * by splitmix32. Any finite number is a seed; its lower 32 bits count.
 */
export function createRandom(seed: number): Random {
  const next = sfc32(seed);
  const uniform = () => next() / 2 ** 32;
  const normal = createNormal(uniform);
  return {
    uniform,
    integer: (below) => Math.floor(uniform() * below),
    normal,
    chiSquare(degrees) {
      let sum = 0;
      for (let i = 0; i < degrees; i += 1) sum += normal() ** 2;
      return sum / degrees;
    },
  };
}

function sfc32(seed: number): () => number {
  const mix = splitmix32(seed);
  let [a, b, c, counter] = [mix(), mix(), mix(), 1];
  const next = () => {
    const result = (a + b + counter) | 0;
    counter = (counter + 1) | 0;
    a = b ^ (b >>> 9);
    b = (c + (c << 3)) | 0;
    c = (((c << 21) | (c >>> 11)) + result) | 0;
    return result >>> 0;
  };
  // The first outputs of similar seeds resemble each other.
  for (let i = 0; i < 12; i += 1) next();
  return next;
}

function splitmix32(seed: number): () => number {
  let state = seed | 0;
  return () => {
    state = (state + 0x9e3779b9) | 0;
    let mixed = Math.imul(state ^ (state >>> 16), 0x21f0aaad);
    mixed = Math.imul(mixed ^ (mixed >>> 15), 0x735a2d97);
    return mixed ^ (mixed >>> 15);
  };
}

/** Marsaglia's polar method, which makes normals in pairs. */
function createNormal(uniform: () => number): () => number {
  let spare: number | undefined;
  return () => {
    if (spare !== undefined) {
      const value = spare;
      spare = undefined;
      return value;
    }
    let [x, y, square] = [0, 0, 0];
    do {
      x = 2 * uniform() - 1;
      y = 2 * uniform() - 1;
      square = x * x + y * y;
    } while (square >= 1 || square === 0);
    const scale = Math.sqrt((-2 * Math.log(square)) / square);
    spare = y * scale;
    return x * scale;
  };
}

/** A mean price may lie this far outside of low and high: volumes are rounded. */
const TOLERANCE = 0.02;

/** What a pair of volumes of one row shows: which of the two counts coins. */
export type Finding = 'first' | 'second' | 'both' | 'neither' | 'nothing';

/**
 * Quote volume over base volume is the mean price that was paid, so it lies between low and high; the other way round
 * it does not, unless the price is about 1.
 *
 * @example proveBase(200, 1_692_000, 8400, 8500) // 'first': 8,460 is a price of this bar, 1 / 8,460 is none
 */
export function proveBase(one: number, other: number, low: number, high: number): Finding {
  if (!(one > 0 && other > 0)) return 'nothing';
  // No function inside: this runs for every row.
  const lowest = low * (1 - TOLERANCE);
  const highest = high * (1 + TOLERANCE);
  const isFirst = other / one >= lowest && other / one <= highest;
  const isSecond = one / other >= lowest && one / other <= highest;
  if (isFirst) return isSecond ? 'both' : 'first';
  return isSecond ? 'second' : 'neither';
}

/** So large a part of the rows has to agree. */
const ENOUGH = 0.95;

export interface PairProof {
  /** Rows that show the first, or the second, to count coins. */
  first: number;
  second: number;
  isProven: boolean;
  /** Nothing contradicts it, but nothing can: the price is about 1, or nothing was traded. */
  isOpen: boolean;
}

export function provePair(
  rows: readonly { one: number; other: number; low: number; high: number }[],
): PairProof {
  const counts = { first: 0, second: 0, both: 0, neither: 0, nothing: 0 };
  for (const { one, other, low, high } of rows) counts[proveBase(one, other, low, high)]++;
  const { first, second, both, neither } = counts;
  const decided = first + second + both + neither;
  const fits = decided === 0 || (first + second + both) / decided >= ENOUGH;
  return { first, second, isProven: fits && first + second > 0, isOpen: fits && first + second === 0 };
}

/** The arithmetic mean; NaN for nothing. */
export const mean = (values: readonly number[]): number =>
  values.reduce((sum, value) => sum + value, 0) / values.length;

/** The middle value, or the mean of the two middle ones; NaN for nothing. */
export function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = sorted.length >> 1;
  const upper = sorted[middle] ?? Number.NaN;
  return sorted.length % 2 === 1 ? upper : ((sorted[middle - 1] ?? Number.NaN) + upper) / 2;
}

/** Pairs of neighbours: [a, b, c] gives [a, b] and [b, c]. */
export function* neighbours<T>(values: readonly T[]): Generator<[T, T]> {
  for (let i = 1; i < values.length; i += 1) yield [values[i - 1] as T, values[i] as T];
}

/** For each index the mean of the last `window` values that are there; NaN before `window` of them have come. */
export function movingMean(values: Float64Array, window: number): Float64Array {
  const seen: number[] = [];
  let sum = 0;
  return values.map((value) => {
    if (!Number.isNaN(value)) {
      sum += value;
      seen.push(value);
      if (seen.length > window) sum -= seen[seen.length - 1 - window] ?? 0;
    }
    return seen.length >= window ? sum / window : Number.NaN;
  });
}

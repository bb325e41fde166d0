/**
 * How many elements at the start of a sorted list satisfy a condition that none of the later ones does: the index of the
 * first that doesn't, the length of the list if all do.
 *
 * @example partitionPoint([10, 20, 30], (time) => time < 20) // 1
 */
export function partitionPoint<Element>(
  sorted: readonly Element[],
  isBefore: (element: Element) => boolean,
): number {
  let [low, high] = [0, sorted.length];
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (isBefore(sorted[middle] as Element)) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** Whether a count is 1, 2, 4, 8 …: a log that has a line for these alone tells what lasts and is not flooded by it. */
export const isPowerOfTwo = (count: number): boolean => Number.isInteger(Math.log2(count));

/** How the volume of a row is read, always in the base currency. */
export type VolumePlan = (
  | { kind: 'single'; column: number }
  /** Two columns that prove each other row by row. */
  | { kind: 'pair'; base: number; quote: number }
  /** Only the quote currency is counted: divided by the typical price. */
  | { kind: 'quote'; column: number }
) & { scale: number; name: string; how: string; isAssumed: boolean };

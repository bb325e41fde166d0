/** Parts in the order in which they started; they end in the opposite one. */
export type Started = (() => Promise<void> | void)[];

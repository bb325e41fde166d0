/**
 * The views' surprisals are added up as powers: of several that are large at once the sum counts more than each, and one
 * that is very large needs no other. Chosen on 2018 to 2020.
 */
const POWER = 2.5;

/** value ** 2.5, many times a candle. */
export const powerOf = (value: number): number => value * value * Math.sqrt(value);

/** The inverse of `powerOf`. */
export const rootOf = (sum: number): number => sum ** (1 / POWER);

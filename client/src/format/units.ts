/**
 * A number of one unit. Plain numbers may become one, numbers of another unit may not; the mark is the one that
 * lightweight-charts has on its times in seconds, so that those are told apart, too. It exists for the type check only.
 */
type Unit<Name extends string> = number & { readonly [Symbol.species]?: Name };

/** Milliseconds since 1970, UTC, as everywhere but in the chart. */
export type EpochMs = Unit<'EpochMs'>;
/** Quote currency for one unit of the base currency. */
export type Price = Unit<'Price'>;
/** Amount of the base currency. */
export type Volume = Unit<'Volume'>;

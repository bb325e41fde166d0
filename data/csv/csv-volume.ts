/** A mean price can lie this far outside the candle before its volume columns are doubted. */
const TOLERANCE = 2;

/**
 * Whether a row has its two volumes in each other's column. The quote volume over the base volume is the mean price
 * paid, so it must lie near the candle; where its inverse does instead, the columns are swapped. Near a price of 1
 * both readings fit, and the header is believed.
 *
 * @example isSwapped(1_692_000, 200, { low: 8400, high: 8500 }) // true: 200 / 1,692,000 is no price, 8,460 is
 */
export function isSwapped(
  base: number,
  quote: number,
  { low, high }: { low: number; high: number },
): boolean {
  if (!(base > 0 && quote > 0)) return false;
  const isPrice = (price: number) => price >= low / TOLERANCE && price <= high * TOLERANCE;
  return !isPrice(quote / base) && isPrice(base / quote);
}

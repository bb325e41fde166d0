/**
 * The candles that a method would have called alerts with exactly `count` alerts of the market: those it found rarest when
 * they came. Of methods that bring different numbers of alerts this compares the order of their scores alone.
 *
 * @param probabilities of a score as large, by what was known before it; 0 at a fault of the feed, which is told beside
 */
export function rarest(
  probabilities: Float64Array,
  isInRange: (index: number) => boolean,
  count: number,
): boolean[] {
  const market = probabilities.filter((probability, index) => isInRange(index) && probability > 0).sort();
  const most = market[count - 1] ?? (count > 0 ? Infinity : 0);
  return Array.from(
    probabilities,
    (probability, index) => probability === 0 || (isInRange(index) && probability <= most),
  );
}

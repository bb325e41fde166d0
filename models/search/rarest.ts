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
  const market = [...probabilities.keys()].filter(
    (index) => isInRange(index) && (probabilities[index] as number) > 0,
  );
  market.sort((a, b) => (probabilities[a] as number) - (probabilities[b] as number));
  const chosen = new Set(market.slice(0, count));
  return Array.from(probabilities, (probability, index) => probability === 0 || chosen.has(index));
}

/** How likely so many alerts are, if each candle is an alert with the probability that the budget stands for. */
export interface KupiecTest {
  alerts: number;
  expected: number;
  /** Likelihood ratio, chi-square with one degree of freedom if the rate is right. */
  likelihoodRatio: number;
  /** Probability of a ratio at least as large if the rate is right; below 0.05 the rate is doubtful. */
  pValue: number;
}

/**
 * Kupiec's proportion-of-failures test (Journal of Derivatives 3, 1995): LR = 2 [x ln(x / np) + (n − x) ln((n − x) /
 * (n − np))]. It takes alerts as independent; alerts of one upheaval are not, so it is stricter than it should be.
 *
 * @example kupiec(255, 7, 0.01) // 7 instead of 2.55: ratio 5.316, p-value 0.021
 */
export function kupiec(candles: number, alerts: number, rate: number): KupiecTest {
  const expected = candles * rate;
  const part = (count: number, mean: number) => (count === 0 ? 0 : count * Math.log(count / mean));
  const ratio = 2 * (part(alerts, expected) + part(candles - alerts, candles - expected));
  const likelihoodRatio = Math.max(ratio, 0);
  return { alerts, expected, likelihoodRatio, pValue: erfc(Math.sqrt(likelihoodRatio / 2)) };
}

/** The complementary error function for x ≥ 0: its Maclaurin series up to 2, its continued fraction beyond. */
export function erfc(x: number): number {
  return x < 2 ? 1 - erfSeries(x) : erfcFraction(x);
}

function erfSeries(x: number): number {
  let term = x;
  let sum = x;
  for (let n = 1; Math.abs(term) > 1e-17 * Math.abs(sum); n += 1) {
    term *= (-x * x) / n;
    sum += term / (2 * n + 1);
    if (n > 200) break;
  }
  return (2 / Math.sqrt(Math.PI)) * sum;
}

/** erfc(x) = exp(−x²)/√π · 1/(x + ½/(x + 1/(x + 1½/(x + …)))). */
function erfcFraction(x: number): number {
  let fraction = x;
  for (let n = 60; n >= 1; n -= 1) fraction = x + n / 2 / fraction;
  return Math.exp(-x * x) / Math.sqrt(Math.PI) / fraction;
}

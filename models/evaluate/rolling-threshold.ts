/** Half a year of hours. */
const WINDOW = 4380;

/**
 * The simplest threshold that keeps an alert budget and only looks back: the score that was exceeded, in the last half
 * year, by the share of candles that the budget allows. Between two scores it is interpolated; a budget rarer than the
 * window gets the window's largest score.
 */
export class RollingThreshold {
  private readonly newest: number[] = [];
  private readonly ascending: number[] = [];

  constructor(private readonly window = WINDOW) {}

  /** The threshold in force for the next candle at `rate` alerts a candle; null before the first score. */
  at(rate: number): number | null {
    const count = this.ascending.length;
    if (count === 0) return null;
    // The k-th largest of n scores is exceeded by the next one with probability k / (n + 1).
    const rank = Math.min(Math.max(rate * (count + 1), 1), count);
    const lower = Math.floor(rank);
    const large = this.ascending[count - lower] as number;
    const small = this.ascending[Math.max(count - lower - 1, 0)] as number;
    return large + (rank - lower) * (small - large);
  }

  push(score: number) {
    this.newest.push(score);
    this.ascending.splice(this.position(score), 0, score);
    if (this.newest.length <= this.window) return;
    const oldest = this.newest.shift() as number;
    this.ascending.splice(this.position(oldest), 1);
  }

  /** Index of the first score that is not below this one. */
  private position(score: number): number {
    let [from, to] = [0, this.ascending.length];
    while (from < to) {
      const centre = (from + to) >> 1;
      if ((this.ascending[centre] as number) < score) from = centre + 1;
      else to = centre;
    }
    return from;
  }
}

/**
 * Which scores are alerts at each of the rates (alerts a candle), every one judged before it enters the window.
 * A NaN is a candle without a score: no alert, and nothing to learn from.
 */
export function rollingAlerts(scores: Float64Array, rates: readonly number[], window?: number): boolean[][] {
  const threshold = new RollingThreshold(window);
  const alerts = rates.map(() => new Array<boolean>(scores.length).fill(false));
  scores.forEach((score, index) => {
    if (Number.isNaN(score)) return;
    rates.forEach((rate, column) => {
      const limit = threshold.at(rate);
      (alerts[column] as boolean[])[index] = limit !== null && score > limit;
    });
    threshold.push(score);
  });
  return alerts;
}

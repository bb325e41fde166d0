/** How often scores as rare as claimed really came. */
export interface CalibrationPoint {
  /** "Once in so many hours", as the detector says. */
  claimedHours: number;
  /** How many candles claimed at least this rarity, and how many should have. */
  count: number;
  expected: number;
  /** How often they came, in hours; null if never. */
  observedHours: number | null;
}

const CLAIMS = [2, 4, 8, 16, 24, 48, 84, 168, 336, 672, 1344, 2688];

/**
 * Compares the return periods of scored candles with how often they were reached. A detector that is right has
 * `observedHours` near `claimedHours`. Claims too rare to be expected once in the range are left out.
 */
export function calibrationCurve(
  returnPeriods: readonly number[],
  hoursPerCandle: number,
): CalibrationPoint[] {
  const hours = returnPeriods.length * hoursPerCandle;
  return CLAIMS.filter((claim) => claim > hoursPerCandle && hours / claim >= 1).map((claimedHours) => {
    const count = returnPeriods.filter((period) => period >= claimedHours).length;
    return {
      claimedHours,
      count,
      expected: hours / claimedHours,
      observedHours: count > 0 ? hours / count : null,
    };
  });
}

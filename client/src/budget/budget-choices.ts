/** What the slider offers, in alerts a week. */
export const BUDGETS = [0.25, 0.5, 0.75, 1, 1.5, 2, 3, 4, 5, 6, 7] as const;

const WEEK_HOURS = 7 * 24;
/** A detector lets no more than every second candle be an alert, however large the budget is. */
const HIGHEST_RATE = 0.5;

/** What comes less often than once in so many hours is an anomaly at a budget. */
export function hoursAt(alertsPerWeek: number, stepMs: number): number {
  return Math.max(WEEK_HOURS / alertsPerWeek, stepMs / 3_600_000 / HIGHEST_RATE);
}

interface Rare {
  readonly returnPeriodHours: number | null;
  readonly isAnomaly: boolean;
}

/** Whether a candle would be an anomaly where only what is rarer than this is; a fault of the feed is one at any budget. */
export const wouldCome = ({ returnPeriodHours, isAnomaly }: Rare, hours: number): boolean =>
  returnPeriodHours === null ? isAnomaly : returnPeriodHours > hours;

/** The choice nearest to a budget, by its place. */
export function nearestChoice(alertsPerWeek: number): number {
  const distance = (budget: number) => Math.abs(Math.log(budget / alertsPerWeek));
  return BUDGETS.reduce((best, budget, place) => {
    const known = BUDGETS[best] ?? budget;
    return distance(budget) < distance(known) ? place : best;
  }, 0);
}

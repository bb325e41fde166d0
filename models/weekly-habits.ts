import { INTERVALS, type EpochMs, type Interval } from '@detective/data';

/**
 * How often nothing came in each hour of the week, a number between 0 and 1 for each, [168]: neither a candle nor a
 * trade. A market that closes at weekends, or one that its feed fills with flat candles meanwhile, is no news.
 */
export type WeeklyHabits = Float64Array;

const HOUR = INTERVALS['1h'];
const HOURS = 168;
/** What one week counts: after two of a kind it is a habit, and a week without it ends one of two. */
const WEEK_SHARE = 0.3;
const HABIT = 0.5;

export const WEEKLY_HABITS_LENGTH = HOURS;

export const noHabits = (): WeeklyHabits => new Float64Array(HOURS);

const hourOfWeek = (openTime: EpochMs): number => {
  const hour = Math.floor(openTime / HOUR) % HOURS;
  return hour < 0 ? hour + HOURS : hour;
};

/** How often nothing came in the hour of the week that a candle begins in. */
export const quietShare = (habits: WeeklyHabits, openTime: EpochMs): number =>
  habits[hourOfWeek(openTime)] as number;

/** Whether nothing comes in this hour as a rule. */
export const isQuietHour = (habits: WeeklyHabits, openTime: EpochMs): boolean =>
  quietShare(habits, openTime) >= HABIT;

/** Start times of the candles that are missing between two; none where more than a week is. */
export function missingTimes(earlier: EpochMs, later: EpochMs, interval: Interval): EpochMs[] {
  const length = INTERVALS[interval];
  if (!(later - earlier <= HOURS * HOUR + length)) return [];
  const count = Math.max(Math.round((later - earlier) / length) - 1, 0);
  return Array.from({ length: count }, (_, index) => earlier + (index + 1) * length);
}

/** The habits after an hour's candles did not come (`quiet`), and after one that did or did not bring a trade. */
export function learnHabits(
  habits: WeeklyHabits,
  quiet: readonly EpochMs[],
  candle: { openTime: EpochMs; isQuiet: boolean },
  interval: Interval,
): WeeklyHabits {
  let next = habits;
  // Candles shorter than an hour share its number, and what a week counts.
  const share = 1 - (1 - WEEK_SHARE) ** Math.min(INTERVALS[interval] / HOUR, 1);
  const learn = (openTime: EpochMs, isQuiet: boolean): void => {
    const hour = hourOfWeek(openTime);
    const before = next[hour] as number;
    // Most markets are never quiet, and nothing has to be copied.
    if (before === Number(isQuiet)) return;
    if (next === habits) next = habits.slice();
    next[hour] = before + share * (Number(isQuiet) - before);
  };
  for (const openTime of quiet) learn(openTime, true);
  learn(candle.openTime, candle.isQuiet);
  return next;
}

const HOURS_PER_DAY = 24;
const HOURS_PER_YEAR = 8_766;

/** How rare a candle is, as a person would say it: "about every 9 days". */
export function rarity(returnPeriodHours: number): string {
  const hours = Math.max(1, returnPeriodHours);
  if (hours < 1.5) return 'about every hour';
  if (hours < 2 * HOURS_PER_DAY) return `about every ${round(hours)} hours`;
  if (hours < 100 * HOURS_PER_DAY) return `about every ${round(hours / HOURS_PER_DAY)} days`;
  if (hours < 1.5 * HOURS_PER_YEAR) return `about every ${round(hours / (HOURS_PER_YEAR / 12))} months`;
  return hours < 1_000 * HOURS_PER_YEAR
    ? `about every ${round(hours / HOURS_PER_YEAR)} years`
    : 'never seen before';
}

const round = (value: number): string => Math.round(value).toLocaleString('en-US');

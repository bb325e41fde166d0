const HOURS_PER_DAY = 24;
const HOURS_PER_YEAR = 8_766;

/** How rare a candle is, as a person would say it: "about every 9 days". */
export function rarity(returnPeriodHours: number): string {
  const span = rarityShort(returnPeriodHours);
  return span === BEYOND ? 'less than once in 1,000 years' : `about every ${span}`;
}

/** "Never" would be contradicted by the second one in a list. */
const BEYOND = '1,000+ years';

/** The same where there is little room: "9 days". */
export function rarityShort(returnPeriodHours: number): string {
  const hours = Math.max(1, returnPeriodHours);
  if (hours < 1.5) return 'hour';
  if (hours < 2 * HOURS_PER_DAY) return `${round(hours)} hours`;
  if (hours < 100 * HOURS_PER_DAY) return `${round(hours / HOURS_PER_DAY)} days`;
  if (hours < 1.5 * HOURS_PER_YEAR) return `${round(hours / (HOURS_PER_YEAR / 12))} months`;
  return hours < 1_000 * HOURS_PER_YEAR ? `${round(hours / HOURS_PER_YEAR)} years` : BEYOND;
}

const round = (value: number): string => Math.round(value).toLocaleString('en-US');

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

/** How long a time is, in the unit that a person would take: "45 min", "9 h", "3 days", "14 months". */
export function spanWords(ms: number): string {
  if (ms < 1.5 * HOUR && ms !== HOUR) return `${Math.round(ms / MINUTE)} min`;
  if (ms < 2 * DAY) return `${Math.round(ms / HOUR)} h`;
  if (ms < 90 * DAY) return `${Math.round(ms / DAY)} days`;
  const months = ms / ((365.25 * DAY) / 12);
  return months < 36 ? `${Math.round(months)} months` : `${Math.round(months / 12)} years`;
}

/** "2 anomalies within 9 h": from the start of the first candle to the end of the last one. */
export const incidentWords = (count: number, ms: number): string =>
  `${count} anomalies within ${spanWords(ms)}`;

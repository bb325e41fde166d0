const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

/** A range of time as short as a reader needs it: "5 min", "2 h", "3 days". */
export function ago(ms: number): string {
  if (ms < 2 * HOUR && ms % HOUR !== 0) return `${Math.round(ms / MINUTE)} min`;
  if (ms < 2 * DAY) return `${Math.round(ms / HOUR)} h`;
  return `${Math.round(ms / DAY).toLocaleString('en-US')} days`;
}

import type { AnomalyKind, Channel } from '@detective/schema';

/** What a message is about, as far as filters look at it. */
export interface Subject {
  exchange: string;
  symbol: string;
  interval: string;
  kinds?: readonly AnomalyKind[];
  /** Null for what has no rarity, such as a fault of the feed. */
  returnPeriodHours?: number | null;
}

/** Whether a channel wants to hear of a series, and of an incident of it. */
export function wants(channel: Channel, { kinds, returnPeriodHours = null, ...series }: Subject): boolean {
  if (channel.exchange !== null && channel.exchange !== series.exchange) return false;
  if (channel.symbol !== null && channel.symbol !== series.symbol) return false;
  if (channel.interval !== null && channel.interval !== series.interval) return false;
  if (kinds && channel.kinds !== null && !kinds.some((kind) => channel.kinds?.includes(kind))) return false;
  const least = channel.minReturnPeriodHours;
  return least === null || returnPeriodHours === null || returnPeriodHours >= least;
}

/** The time of day in a time zone, such as "07:05". */
export const timeOfDay = (time: Date, timeZone: string): string =>
  new Intl.DateTimeFormat('en-GB', {
    timeZone,
    hour: '2-digit',
    minute: '2-digit',
    hourCycle: 'h23',
  }).format(time);

/** Whether a channel has its quiet hours, which may go over midnight. */
export function isQuiet(
  { quietFrom, quietTo, timeZone }: Pick<Channel, 'quietFrom' | 'quietTo' | 'timeZone'>,
  now: Date,
): boolean {
  if (quietFrom === null || quietTo === null) return false;
  const time = timeOfDay(now, timeZone);
  return quietFrom <= quietTo ? time >= quietFrom && time < quietTo : time >= quietFrom || time < quietTo;
}

/** Why nothing is sent to a channel at the moment; null where it is. */
export function whySkipped(channel: Channel, now: Date): string | null {
  if (channel.isPaused) return 'The channel was paused.';
  return isQuiet(channel, now) ? QUIET : null;
}

/** Deliveries that were left out for this reason come in a summary at the end of the quiet hours. */
export const QUIET = 'The channel had its quiet hours.';

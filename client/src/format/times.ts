import type { EpochMs } from './units.ts';

const utc = (options: Intl.DateTimeFormatOptions) =>
  new Intl.DateTimeFormat('en-GB', { ...options, timeZone: 'UTC', hourCycle: 'h23' });

const day = utc({ day: 'numeric', month: 'short', year: 'numeric' });
const weekday = utc({ weekday: 'short' });
const clock = utc({ hour: '2-digit', minute: '2-digit' });
const local = new Intl.DateTimeFormat('en-GB', { hour: '2-digit', minute: '2-digit', hourCycle: 'h23' });

/** "19 May 2021" in UTC. */
export const dayOf = (time: EpochMs): string => day.format(time);

/** "12:00" in UTC. */
export const clockOf = (time: EpochMs): string => clock.format(time);

/** "Wed 19 May 2021 12:00" in UTC. */
export const momentOf = (time: EpochMs): string => `${weekday.format(time)} ${dayOf(time)} ${clockOf(time)}`;

/** "12:03" on the reader's own clock. */
export const localClockOf = (date: Date): string => local.format(date);

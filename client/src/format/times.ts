import type { EpochMs } from './units.ts';

const utc = (options: Intl.DateTimeFormatOptions) =>
  new Intl.DateTimeFormat('en-GB', { ...options, timeZone: 'UTC', hourCycle: 'h23' });

const day = utc({ day: 'numeric', month: 'short', year: 'numeric' });
const weekday = utc({ weekday: 'short' });
const clock = utc({ hour: '2-digit', minute: '2-digit' });
const date = utc({ day: 'numeric', month: 'short' });

/** "19 May 2021" in UTC. */
export const dayOf = (time: EpochMs): string => day.format(time);

/** "12:00" in UTC. */
export const clockOf = (time: EpochMs): string => clock.format(time);

/** "Wed 19 May 2021 12:00" in UTC. */
export const momentOf = (time: EpochMs): string => `${weekday.format(time)} ${dayOf(time)} ${clockOf(time)}`;

/** "19 May 12:00" in UTC, where the year goes without saying. */
export const dateAndClockOf = (time: EpochMs): string => `${date.format(time)} ${clockOf(time)}`;

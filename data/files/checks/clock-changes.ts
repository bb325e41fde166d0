import type { EpochMs } from '../../ohlcv.ts';

const HOUR = 3_600_000;
const DAY = 24 * HOUR;

const sundays = (year: number, month: number): EpochMs[] => {
  const days = Array.from({ length: 31 }, (_, index) => Date.UTC(year, month, index + 1));
  return days.filter((day) => new Date(day).getUTCDay() === 0 && new Date(day).getUTCMonth() === month);
};

/** Nights of a year in which clocks are put forward, with the hours that are left out then. */
const forward = (year: number): { place: string; hours: EpochMs[] }[] => {
  const europe = sundays(year, 2).at(-1) ?? 0;
  const america = sundays(year, 2)[1] ?? 0;
  return [
    { place: 'Europe', hours: [1, 2, 3].map((hour) => europe + hour * HOUR) },
    { place: 'America', hours: [america + 2 * HOUR] },
  ];
};

/** Where the clocks are put back, if on this day they are: in Europe or in America; else undefined. */
export function putBackOn(time: EpochMs): string | undefined {
  const day = Math.floor(time / DAY) * DAY;
  const year = new Date(time).getUTCFullYear();
  if (new Date(time).getUTCHours() > 3) return undefined;
  if (day === sundays(year, 9).at(-1)) return 'Europe';
  return day === sundays(year, 10)[0] ? 'America' : undefined;
}

/** A zone of that place as an example: `Europe/Berlin`. */
export const zoneOf = (place: string): string => `${place}/${place === 'Europe' ? 'Berlin' : 'New_York'}`;

/**
 * Where the clocks were that wrote a series without a zone: a place whose every change to summer time between the two
 * times is a gap of one hour. Undefined where a change shows no gap, or where there are many such gaps anyway.
 *
 * @param hourGaps the clock's hours that are missing alone
 */
export function clockPlace(hourGaps: readonly EpochMs[], first: EpochMs, last: EpochMs): string | undefined {
  if (hourGaps.length === 0) return undefined;
  const changes = new Map<string, { all: number; missing: number }>();
  for (let year = new Date(first).getUTCFullYear(); year <= new Date(last).getUTCFullYear(); year++) {
    for (const { place, hours } of forward(year)) {
      if ((hours[0] ?? 0) <= first || (hours.at(-1) ?? 0) >= last) continue;
      const seen = changes.get(place) ?? { all: 0, missing: 0 };
      seen.all++;
      if (hours.some((hour) => hourGaps.includes(hour))) seen.missing++;
      changes.set(place, seen);
    }
  }
  const found = [...changes].find(
    ([, { all, missing }]) => missing === all && hourGaps.length <= 2 * missing + 2,
  );
  return found?.[0];
}

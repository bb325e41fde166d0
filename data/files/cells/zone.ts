import type { EpochMs } from '../../ohlcv.ts';
import { offsetOf } from './time-text.ts';

/** Turns what a clock showed into UTC. Of an hour that comes twice the one nearest to the row before is meant. */
export interface Zone {
  name: string;
  toUtc(clock: EpochMs, previous: EpochMs | undefined): EpochMs | undefined;
}

export const UTC: Zone = { name: 'UTC', toUtc: (clock) => clock };

/** Abbreviations that mean one offset all year and one place only; EST, CST, IST and most others do not. */
const ABBREVIATIONS: Record<string, number> = {
  UTC: 0,
  GMT: 0,
  Z: 0,
  JST: 9,
  KST: 9,
  HKT: 8,
  SGT: 8,
  MSK: 3,
};

const HOUR = 3_600_000;
const DAY = 24 * HOUR;

/** `UTC`, `UTC-5`, `+02:00`, `JST` or a name of the time zone database such as `Europe/Berlin`; else undefined. */
export function parseZone(text: string): Zone | undefined {
  const name = text.trim();
  const fixed = /^(?:UTC|GMT)? ?[+-]\d{1,2}(?::?\d{2})?$/i.test(name);
  const hours = ABBREVIATIONS[name.toUpperCase()];
  if (hours === 0) return UTC;
  if (fixed || hours !== undefined) {
    const ahead = fixed ? offsetOf(name) : (hours ?? 0) * HOUR;
    return { name: name.toUpperCase(), toUtc: (clock) => clock - ahead };
  }
  return name.includes('/') && isZoneName(name) ? namedZone(name) : undefined;
}

/** What a note above the table or the name of a column says of the zone: a zone, nothing, or a word that needs settling. */
export function zoneSaid(text: string): Zone | 'unclear' | undefined {
  const offset = /\b(?:UTC|GMT) ?[+-] ?\d{1,2}(?::\d{2}|\d{2})?(?!\d)/i.exec(text)?.[0].replaceAll(' ', '');
  if (offset) return parseZone(offset);
  const place =
    /\b(?:Africa|America|Antarctica|Asia|Atlantic|Australia|Europe|Indian|Pacific|US|Canada)\/[A-Za-z_]+/.exec(
      text,
    )?.[0];
  if (place) return parseZone(place) ?? 'unclear';
  const short = /\b(?:UTC|GMT|JST|KST|HKT|SGT|MSK)\b/i.exec(text)?.[0];
  if (short) return parseZone(short);
  return UNCLEAR.test(text) ? 'unclear' : undefined;
}

const UNCLEAR =
  /\b(?:E[SD]T|C[SDE]T|CEST|M[SD]T|P[SD]T|BST|IST|A[EW]?[SD]T|WES?T|EES?T|NZ[SD]T)\b|\blocal[ -]?time\b|\b(?:eastern|central|pacific|mountain|exchange|broker|server)(?:'s)?[ -](?:standard |daylight )?time\b/i;

function namedZone(name: string): Zone {
  const format = new Intl.DateTimeFormat('en-US', { timeZone: name, timeZoneName: 'longOffset' });
  const known = new Map<number, number>();
  const aheadAt = (utc: EpochMs): number => {
    // Clocks change on full quarters of an hour.
    const key = Math.floor(utc / (HOUR / 4));
    const cached = known.get(key);
    if (cached !== undefined) return cached;
    if (known.size > 5_000) known.clear();
    const text = format.formatToParts(utc).find(({ type }) => type === 'timeZoneName')?.value ?? 'GMT';
    const ahead = offsetOf(text);
    known.set(key, ahead);
    return ahead;
  };
  return {
    name,
    toUtc(clock, previous) {
      const offsets = new Set([aheadAt(clock - DAY), aheadAt(clock + DAY)]);
      const times = [...offsets].map((ahead) => clock - ahead).filter((utc) => clock - aheadAt(utc) === utc);
      if (times.length < 2 || previous === undefined) return times[0];
      const others = times.filter((utc) => utc !== previous);
      return others.sort((a, b) => Math.abs(a - previous) - Math.abs(b - previous))[0];
    },
  };
}

function isZoneName(name: string): boolean {
  try {
    return new Intl.DateTimeFormat('en-US', { timeZone: name }).resolvedOptions().timeZone !== '';
  } catch {
    return false;
  }
}

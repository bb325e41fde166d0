const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

/** Lengths of bars that files have; which of them the product keeps is another matter. */
export const FILE_INTERVALS: Readonly<Record<string, number>> = {
  ...{ '1s': 1_000, '5s': 5_000, '10s': 10_000, '15s': 15_000, '30s': 30_000 },
  ...{
    '1m': MINUTE,
    '2m': 2 * MINUTE,
    '3m': 3 * MINUTE,
    '5m': 5 * MINUTE,
    '10m': 10 * MINUTE,
    '15m': 15 * MINUTE,
  },
  ...{
    '20m': 20 * MINUTE,
    '30m': 30 * MINUTE,
    '45m': 45 * MINUTE,
    '1h': HOUR,
    '2h': 2 * HOUR,
    '3h': 3 * HOUR,
  },
  ...{
    '4h': 4 * HOUR,
    '6h': 6 * HOUR,
    '8h': 8 * HOUR,
    '12h': 12 * HOUR,
    '1d': DAY,
    '2d': 2 * DAY,
    '3d': 3 * DAY,
  },
  '1w': 7 * DAY,
};

/** `1h`; undefined for a length that no bars have. */
export const intervalName = (ms: number): string | undefined =>
  Object.keys(FILE_INTERVALS).find((name) => FILE_INTERVALS[name] === ms);

/** What the starts of bars are multiples of: longer ones than a day begin at any midnight, as whoever made them likes. */
export const barGrid = (ms: number): number => (ms % DAY === 0 ? DAY : ms);

/** Where bars that are put together begin: 1 January 1970 was a Thursday; weeks begin on Mondays. */
export const gridOffset = (ms: number): number => (ms === FILE_INTERVALS['1w'] ? 4 * DAY : 0);

/** How long a step is, for people. */
export function spell(ms: number): string {
  const name = intervalName(ms);
  if (name) return name;
  if (ms % DAY === 0) return `${ms / DAY} days`;
  if (ms % HOUR === 0) return `${ms / HOUR} h`;
  return ms % MINUTE === 0 ? `${ms / MINUTE} min` : `${ms / 1000} s`;
}

/** What a column of intervals says: `1h`, `H1`, `60m`, `1hour`; of a bare number every length that it could mean. */
export function readIntervalLabel(text: string): number[] {
  const label = text.trim().toLowerCase();
  const number = /^\d+$/.test(label) ? Number(label) : undefined;
  if (number !== undefined) return [number, number * 1_000, number * MINUTE, number * HOUR];
  const match = /^(\d*)[ _-]?([a-z]+)$/.exec(label) ?? /^([a-z]+)()(\d+)$/.exec(label);
  if (!match) return [];
  const [, before = '', unit = ''] = match;
  const turned = /^[a-z]+$/.test(before);
  const count = Number((turned ? match[3] : before) || 1);
  const length = unitOf(turned ? before : unit);
  return length === undefined ? [] : [count * length];
}

const UNITS: Record<string, number> = { s: 1_000, m: MINUTE, h: HOUR, d: DAY, w: 7 * DAY };

const unitOf = (unit: string): number | undefined =>
  /^(?:s|sec|seconds?|m|min|minutes?|t|h|hr|hours?|hourly|d|days?|daily|w|weeks?|weekly)$/.test(unit)
    ? UNITS[unit === 't' ? 'm' : unit.charAt(0)]
    : undefined;

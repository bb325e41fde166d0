import type { EpochMs } from '../format/units.ts';

const WRITTEN =
  /^(\d{4}-\d{2}-\d{2})(?:[T ](\d{2}:\d{2})(?::(\d{2}(?:\.\d{1,3})?))?)?\s*(Z|[+-]\d{2}:?\d{2})?$/i;

/**
 * The time that somebody wrote, in milliseconds since 1970; UTC unless an offset such as +02:00 says otherwise, because
 * a link has to mean the same to everybody. Null for what is no time, such as 30 February.
 */
export function utcTime(text: string | null): EpochMs | null {
  const [, day, clock = '00:00', seconds = '00', zone = 'Z'] = WRITTEN.exec(text?.trim() ?? '') ?? [];
  if (day === undefined) return null;
  const midnight = Date.parse(`${day}T00:00:00Z`);
  // Some engines take 30 February for 2 March.
  if (Number.isNaN(midnight) || new Date(midnight).toISOString().slice(0, 10) !== day) return null;
  const offset = zone.toUpperCase() === 'Z' ? 'Z' : `${zone.slice(0, 3)}:${zone.slice(-2)}`;
  const time = Date.parse(`${day}T${clock}:${seconds}${offset}`);
  return Number.isNaN(time) ? null : time;
}

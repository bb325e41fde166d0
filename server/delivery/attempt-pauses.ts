const SECOND = 1_000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;

/** Pauses after the first, the second and each further failed attempt: three days in all. */
const PAUSES = [
  ...[5 * SECOND, 30 * SECOND, 2 * MINUTE, 10 * MINUTE, 30 * MINUTE],
  ...[HOUR, 2 * HOUR, 4 * HOUR, 8 * HOUR, 12 * HOUR],
];
const LONGEST = 12 * HOUR;
/** What a receiver may ask for. */
const LONGEST_ASKED = 24 * HOUR;

/**
 * How long to wait before the next attempt.
 *
 * @param attempts how many have failed
 * @param askedMs what the receiver asked for; never less is waited, but a day at most
 */
export function pauseAfter(attempts: number, askedMs = 0): number {
  return Math.max(PAUSES[attempts - 1] ?? LONGEST, Math.min(askedMs, LONGEST_ASKED));
}

/**
 * Figures of the Python project that this one re-imagines, for the next hour's high over 2021-01-01 to 2022-03-01. They
 * were measured there once and are quoted, not computed here.
 */
export const CITED_ERRORS = [
  { name: 'the Python project, as it ships (cited)', meanAbsoluteError: 15_492 },
  { name: 'the Python project, its input scaled (cited)', meanAbsoluteError: 2_322 },
] as const;

export const CITED_FROM = Date.UTC(2021, 0, 1);
export const CITED_TO = Date.UTC(2022, 2, 1);
const DAY = 86_400_000;

/** Whether a range is the one the cited figures are about, give or take a day. */
export const isCitedRange = (from: number, to: number): boolean =>
  Math.abs(from - CITED_FROM) <= DAY && Math.abs(to - CITED_TO) <= DAY;

import { INCIDENT_CANDLES } from '@detective/data';

/**
 * How often incidents come in a series, by how rare their rarest candle is. For each level of a grid the state counts
 * the clusters of candles beyond it: exceedances that are at most twelve candles apart are one, as incidents are. The
 * share of the exceedances that begin one is the runs estimator of the extremal index (Smith and Weissman 1994); set
 * against the exceedances that the level promises, it corrects as well what the distribution of the scores gets wrong.
 *
 * In the row: the candles counted, which of the last twelve were notable (a bit each, the newest the lowest), then for
 * each level the clusters that began, and last the candles since its newest exceedance. Counts fade.
 */
export type IncidentRates = Float64Array;

/** The lowest level, as a return period of single candles, in candles; each level is twice as rare as the one before. */
const LOWEST = 4;
const LEVELS = 12;
/** Counts are worth half after so many candles. */
const HALF_LIFE = 17_520;
const KEEP = 2 ** (-1 / HALF_LIFE);
/**
 * Clusters that begin at each level, as a share of the exceedances that it promises: of eleven hourly series before 2021
 * together. It is worth `PRIOR_CANDLES` and does not fade, so that nothing rare is ever learned from nothing.
 */
const PRIOR_SHARES = [0.04, 0.22, 0.4, 0.53, 0.64, 0.74, 0.8, 0.84, 0.88, 0.92, 0.95, 0.97];
const PRIOR_CANDLES = 3_000;

const COUNTED = 0;
const RECENT = 1;
const STARTS = 2;
const SINCE = STARTS + LEVELS;
export const INCIDENT_RATES_LENGTH = SINCE + LEVELS;

/** One bit for each of the candles at which an incident may still be going on. */
const ALL_RECENT = 2 ** INCIDENT_CANDLES;

/** In candles. */
const LEVEL_PERIODS = Array.from({ length: LEVELS }, (_, level) => LOWEST * 2 ** level);

const levelAt = (level: number): number => LEVEL_PERIODS[level] as number;

/** Of a series of which nothing is known yet. */
export function initialIncidentRates(): IncidentRates {
  return new Float64Array(INCIDENT_RATES_LENGTH).fill(Infinity, SINCE);
}

/** Clusters a candle at a level. */
function rateAt(rates: IncidentRates, level: number): number {
  const prior = ((PRIOR_SHARES[level] as number) * PRIOR_CANDLES) / levelAt(level);
  return ((rates[STARTS + level] as number) + prior) / ((rates[COUNTED] as number) + PRIOR_CANDLES);
}

/**
 * In how many candles one incident comes whose rarest candle is as rare as this one, or rarer. 0 where such candles are
 * so common that their incidents run into one another, so that of rarer ones there are more.
 *
 * @param candles the return period of the candle, in candles
 */
export function incidentReturnPeriod(rates: IncidentRates, candles: number): number {
  const at = Math.min(Math.log2(candles / LOWEST), LEVELS - 1);
  if (!(at >= 0)) return 0;
  const level = Math.floor(at);
  // From the rarest level down, so that what is rarer never counts as more common.
  let right = 0;
  for (let above = LEVELS - 1; above > level; above--) right = Math.max(right, rateAt(rates, above));
  const left = Math.max(right, rateAt(rates, level));
  if (level === LEVELS - 1) return candles / levelAt(level) / left;
  for (let below = level; below >= 0; below--) {
    if (rateAt(rates, below) >= left) return 1 / (left * (right / left) ** (at - level));
  }
  return 0;
}

/** What a candle teaches: how many candles after the one before it, and how rare; null where nobody can say. */
export interface JudgedRarity {
  elapsed: number;
  /** Its return period in candles. */
  candles: number | null;
  isNotable: boolean;
}

/** What is known after one more candle. */
export function learnIncidents(
  rates: IncidentRates,
  { elapsed, candles, isNotable }: JudgedRarity,
): IncidentRates {
  const next = rates.slice();
  next[RECENT] = (shifted(rates, elapsed) % ALL_RECENT) + Number(isNotable);
  for (let at = SINCE; at < INCIDENT_RATES_LENGTH; at++) next[at] = (next[at] as number) + elapsed;
  if (candles === null) return next;
  next[COUNTED] = (rates[COUNTED] as number) * KEEP + 1;
  for (let level = 0; level < LEVELS; level++) {
    const isBeyond = candles >= levelAt(level);
    const isStart = isBeyond && (next[SINCE + level] as number) > INCIDENT_CANDLES;
    next[STARTS + level] = (rates[STARTS + level] as number) * KEEP + Number(isStart);
    if (isBeyond) next[SINCE + level] = 0;
  }
  return next;
}

/** The notable candles as they are from a candle that comes `elapsed` candles later. */
const shifted = (rates: IncidentRates, elapsed: number): number =>
  (rates[RECENT] as number) * 2 ** Math.min(elapsed, INCIDENT_CANDLES);

/** Whether an incident may close with a candle that comes `elapsed` candles after the newest. */
export const mayClose = (rates: IncidentRates, elapsed: number): boolean =>
  shifted(rates, elapsed) >= ALL_RECENT;

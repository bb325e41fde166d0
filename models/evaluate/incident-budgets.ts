import { INCIDENT_CANDLES, INTERVALS, type EpochMs, type Interval } from '@detective/data';
import type { Notice } from '../notice.ts';
import { quarterOf } from './alert-rates.ts';
import { erfc, kupiec } from './kupiec.ts';

/** A scored candle with what a channel with a budget would look at. */
export interface NoticedTime {
  openTime: EpochMs;
  notice: Notice | null;
}

/** How a budget of incidents was kept. */
export interface IncidentBudget {
  /** Incidents a week that were asked for. */
  budget: number;
  /** Incidents of the market that began, and those a week. */
  incidents: number;
  incidentsPerWeek: number;
  /** Incidents of nothing but faults of the feed, which come beside the budget. */
  faultIncidents: number;
  quarters: { name: string; incidentsPerWeek: number }[];
  /** Kupiec's test on the candles with which incidents began. */
  kupiecP: number;
  /** Variance of the incidents in four weeks over their mean: 1 where they come independently. */
  dispersion: number | null;
  /** Probability of a count at least this far off, if incidents are so dispersed, but never less than independent ones. */
  dispersedP: number;
}

const WEEK = INTERVALS['1w'];
const BLOCK = 4 * WEEK;

/** The candles with which incidents begin for a channel with a budget, as the server would tell them. */
export function incidentStarts(
  candles: readonly NoticedTime[],
  budget: number,
  interval: Interval,
): { openTime: EpochMs; isFault: boolean }[] {
  const rarestHours = WEEK / INTERVALS['1h'] / budget;
  const starts: { openTime: EpochMs; isFault: boolean }[] = [];
  let newest = -Infinity;
  for (const { openTime, notice } of candles) {
    if (!notice?.isNotable || (notice.incidentHours ?? Infinity) < rarestHours) continue;
    const isFault = notice.incidentHours === null;
    const last = starts.at(-1);
    if (!last || openTime - newest > INCIDENT_CANDLES * INTERVALS[interval])
      starts.push({ openTime, isFault });
    else last.isFault &&= isFault;
    newest = openTime;
  }
  return starts;
}

/**
 * How many incidents a budget brought, and whether that is what was asked for.
 *
 * @param candles scored ones, ascending
 */
export function incidentBudget(
  candles: readonly NoticedTime[],
  budget: number,
  interval: Interval,
): IncidentBudget {
  const starts = incidentStarts(candles, budget, interval);
  const market = starts.filter(({ isFault }) => !isFault).map(({ openTime }) => openTime);
  const candlesPerWeek = WEEK / INTERVALS[interval];
  const names = [...new Set(candles.map(({ openTime }) => quarterOf(openTime)))];
  const dispersion = dispersionOf(candles, market);
  const expected = (candles.length / candlesPerWeek) * budget;
  const deviation = Math.abs(market.length - expected) / Math.sqrt(Math.max(dispersion ?? 1, 1) * expected);
  return {
    budget,
    incidents: market.length,
    incidentsPerWeek: (market.length / candles.length) * candlesPerWeek,
    faultIncidents: starts.length - market.length,
    quarters: names.map((name) => {
      const within = candles.filter(({ openTime }) => quarterOf(openTime) === name).length;
      const begun = market.filter((openTime) => quarterOf(openTime) === name).length;
      return { name, incidentsPerWeek: (begun / within) * candlesPerWeek };
    }),
    kupiecP: kupiec(candles.length, market.length, budget / candlesPerWeek).pValue,
    dispersion,
    dispersedP: erfc(deviation / Math.SQRT2),
  };
}

/** Of the whole blocks of four weeks; null where there are fewer than three, or nothing came. */
function dispersionOf(candles: readonly NoticedTime[], starts: readonly EpochMs[]): number | null {
  const from = candles[0]?.openTime ?? 0;
  const blocks = Math.floor(((candles.at(-1)?.openTime ?? from) - from) / BLOCK);
  if (blocks < 3) return null;
  const counts = new Array<number>(blocks).fill(0);
  for (const start of starts) {
    const block = Math.floor((start - from) / BLOCK);
    if (block < blocks) counts[block] = (counts[block] as number) + 1;
  }
  const mean = counts.reduce((sum, count) => sum + count, 0) / blocks;
  const variance = counts.reduce((sum, count) => sum + (count - mean) ** 2, 0) / (blocks - 1);
  return mean === 0 ? null : variance / mean;
}
